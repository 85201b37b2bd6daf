import { describe, expect, it } from '@jest/globals'
import type { HeaderReader } from '../src/addresses/dialect.ts'
import type { RouteMatch } from '../src/addresses/route.ts'
import { matchRoute } from '../src/index.ts'

const noHeaders: HeaderReader = () => undefined
const headers =
  (sent: Record<string, string>): HeaderReader =>
  (name) =>
    sent[name]

const chat = { kind: 'generate', protocol: 'openai-chat' }
const openaiList = { kind: 'list-models', protocol: 'openai-chat' }
const geminiList = { kind: 'list-models', protocol: 'gemini' }
const gemini = (model: string, stream: boolean, framing: string) => ({
  kind: 'generate',
  protocol: 'gemini',
  model,
  stream,
  framing,
})
const forward = (path: string) => ({ kind: 'forward', protocol: 'openai-chat', path })

function routeOf(match: RouteMatch) {
  return 'route' in match ? match.route : match.error
}

describe('addresses that are served', () => {
  it.each([
    ['POST', '/v1/chat/completions', chat],
    ['POST', '/chat/completions', chat],
    ['POST', '/v1/v1/chat/completions', chat],
    ['POST', '/v1beta/openai/chat/completions', chat],
    ['POST', '/v1beta/v1beta/openai/chat/completions', chat],
    ['POST', '//v1///chat//completions', chat],
    ['POST', '/v1beta/chat/completions', chat],
    ['POST', '/v1beta1/chat/completions', chat],
    ['POST', '/openai/v1/chat/completions', chat],
    ['POST', '/api/v1/chat/completions', chat],
    ['POST', '/api/openai/v1/chat/completions', chat],
    ['POST', '/openai/chat/completions', chat],
    ['POST', '/v1/chat/completions/chat/completions', chat],
    ['POST', '/v1/chat/completions/v1/chat/completions', chat],
    ['GET', '/v1/chat/completions/models', openaiList],
    ['GET', '/api/v1/models', openaiList],
    ['GET', '/openai/v1/models', openaiList],
    ['POST', '/v1/chat/completions/', chat],
    ['POST', '/v1/chat/completions?stream=true', chat],
    ['POST', 'http://evil.example/v1/chat/completions', chat],
    ['GET', '/v1/models', openaiList],
    ['HEAD', '/v1/models', openaiList],
    ['GET', '/models', openaiList],
    ['GET', '/models/', openaiList],
    ['GET', '/v1/v1/models', openaiList],
    ['GET', '/v1beta/openai/models?key=k', openaiList],
    ['GET', '/v1/models?key=k', geminiList],
    ['GET', '/v1beta/models', geminiList],
    ['GET', '/v1beta/models?key=K&pageSize=1000', geminiList],
    ['GET', '/v1alpha/models', geminiList],
    ['GET', '/v1beta1/models', geminiList],
    ['GET', '/api/v1beta/models', geminiList],
    ['GET', '/v1beta/v1beta/models', geminiList],
    ['GET', '/v1/v1beta/models', geminiList],
    ['GET', '/v1beta/v1/models', geminiList],
    ['GET', '/v1/models/gpt-5', { kind: 'get-model', protocol: 'openai-chat', model: 'gpt-5' }],
    ['GET', '/models/llama3:8b', { kind: 'get-model', protocol: 'openai-chat', model: 'llama3:8b' }],
    ['GET', '/v1/models/org/name', { kind: 'get-model', protocol: 'openai-chat', model: 'org/name' }],
    ['GET', '/v1/models/org%2Fname%3A8b', { kind: 'get-model', protocol: 'openai-chat', model: 'org/name:8b' }],
    ['GET', '/v1beta/models/up', { kind: 'get-model', protocol: 'gemini', model: 'up' }],
    ['GET', '/v1beta/tunedModels/t', { kind: 'get-model', protocol: 'gemini', model: 'tunedModels/t' }],
    ['POST', '/v1beta/models/up:generateContent', gemini('up', false, 'whole')],
    ['POST', '/v1beta/models/up:generateContent?alt=json', gemini('up', false, 'whole')],
    ['POST', '/v1beta/models/up:generateContent?alt=sse', gemini('up', true, 'sse')],
    ['POST', '/v1beta/models/up:streamGenerateContent', gemini('up', true, 'json-array')],
    ['POST', '/v1beta/models/up:streamGenerateContent?alt=json', gemini('up', true, 'json-array')],
    ['POST', '/v1beta/models/up:streamGenerateContent?key=K&alt=sse', gemini('up', true, 'sse')],
    ['POST', '/v1/models/up:streamGenerateContent?alt=sse', gemini('up', true, 'sse')],
    ['POST', '/v1alpha/models/up:generateContent', gemini('up', false, 'whole')],
    ['POST', '/v1beta1/models/up:generateContent', gemini('up', false, 'whole')],
    ['POST', '/models/up:generateContent', gemini('up', false, 'whole')],
    ['POST', '/v1/v1beta/models/up:generateContent', gemini('up', false, 'whole')],
    ['POST', '/v1beta/v1beta/models/up:generateContent/', gemini('up', false, 'whole')],
    ['POST', '//v1beta//models//up:generateContent', gemini('up', false, 'whole')],
    ['POST', '/v1beta/models/up%3AgenerateContent?key=k', gemini('up', false, 'whole')],
    ['POST', '/v1beta/models/up%3agenerateContent', gemini('up', false, 'whole')],
    ['POST', '/v1beta/models/org%2Fup:generateContent', gemini('org/up', false, 'whole')],
    ['POST', '/v1beta/models/org/up:generateContent', gemini('org/up', false, 'whole')],
    ['POST', '/v1beta/models/llama3:8b:generateContent', gemini('llama3:8b', false, 'whole')],
    ['POST', '/v1beta/tunedModels/t:generateContent', gemini('tunedModels/t', false, 'whole')],
    ['POST', '/v1beta/models/up:countTokens', { kind: 'count-tokens', protocol: 'gemini', model: 'up' }],
    ['POST', '/v1/embeddings', forward('/v1/embeddings')],
    ['POST', '/embeddings', forward('/v1/embeddings')],
    ['POST', '/v1beta/openai/embeddings', forward('/v1/embeddings')],
    ['POST', '/v1/completions', forward('/v1/completions')],
    ['POST', '/v1/images/generations', forward('/v1/images/generations')],
    ['POST', '/v1/images/edits', forward('/v1/images/edits')],
    ['POST', '/v1/images/variations', forward('/v1/images/variations')],
    ['POST', '/v1/audio/speech', forward('/v1/audio/speech')],
    ['POST', '/v1/audio/transcriptions', forward('/v1/audio/transcriptions')],
    ['POST', '/v1/audio/translations', forward('/v1/audio/translations')],
    ['GET', '/v1/files?limit=2&key=secret&after=f', forward('/v1/files?limit=2&after=f')],
    ['GET', '/v1/files?%6bey=secret', forward('/v1/files')],
    ['POST', '/v1/v1/files/', forward('/v1/files')],
    ['DELETE', '/v1/files/file-1', forward('/v1/files/file-1')],
    ['GET', '/v1/files/file-1/content', forward('/v1/files/file-1/content')],
    ['POST', '/v1/moderations', forward('/v1/moderations')],
    ['POST', '/v1/rerank', forward('/v1/rerank')],
    ['GET', '/livez', { kind: 'health', probe: 'live' }],
    ['HEAD', '/healthz', { kind: 'health', probe: 'live' }],
    ['GET', '/health', { kind: 'health', probe: 'live' }],
    ['GET', '/readyz', { kind: 'health', probe: 'ready' }],
    ['GET', '/metrics', { kind: 'metrics' }],
    ['GET', '/', { kind: 'root' }],
    ['GET', 'http://evil.example', { kind: 'root' }],
  ])('%s %s', (method, url, route) => {
    expect(routeOf(matchRoute(method, url, noHeaders))).toEqual(route)
  })

  it.each(['/v1', '/v1/', '/v1beta', '/v1beta/openai', '/api/v1', '/openai'])(
    'a browser that opens the base URL %s is told what this is',
    (url) => {
      const browser = headers({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
      expect(routeOf(matchRoute('GET', url, browser))).toEqual({ kind: 'root' })
      expect(matchRoute('GET', url, headers({ accept: '*/*' }))).toMatchObject({ error: { status: 404 } })
      expect(matchRoute('POST', url, browser)).toMatchObject({ error: { status: 404 } })
    },
  )

  it.each(['x-goog-api-key', 'x-goog-api-client'])('/v1/models answers in Gemini’s form when %s is sent', (name) => {
    expect(matchRoute('GET', '/v1/models', headers({ [name]: 'x' }))).toMatchObject({
      route: geminiList,
      dialect: 'gemini',
    })
  })

  it.each([
    ['/v1beta/models', openaiList],
    ['/v1beta/models/gpt-5', { kind: 'get-model', protocol: 'openai-chat', model: 'gpt-5' }],
    ['/v1/models', openaiList],
    ['/v1beta/models?key=k', geminiList],
  ])('a key behind "Bearer" makes %s OpenAI’s, unless a sign of Google’s stands beside it', (url, route) => {
    const bearer = { authorization: 'Bearer k' }
    expect(matchRoute('GET', url, headers(bearer))).toMatchObject({ route })
    const google = { ...bearer, 'x-goog-api-client': 'genai-js/3' }
    expect(matchRoute('GET', url, headers(google)).dialect).toBe('gemini')
  })

  it('keeps OpenAI’s addresses OpenAI’s, whatever header carries the key', () => {
    const match = matchRoute('POST', '/v1/chat/completions', headers({ 'x-goog-api-key': 'k' }))
    expect(match).toMatchObject({ route: chat, dialect: 'openai-chat' })
  })

  it.each([
    ['/v1beta/v1beta/models/secret:generateContent?key=k', '/v1beta/models/{model}:generateContent'],
    ['/v1/files/secret/content', '/v1/files/{id}/content'],
    ['/v1/models/secret', '/v1/models/{model}'],
    ['/secret', 'unknown'],
  ])('names %s for the log without what the client sent', (url, name) => {
    const method = url.includes(':') ? 'POST' : 'GET'
    expect(matchRoute(method, url, noHeaders).name).toBe(name)
  })
})

describe('methods (C35)', () => {
  it.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['TRACE', '/v1/chat/completions', 'POST'],
    ['POST', '/v1/models', 'GET, HEAD'],
    ['POST', '/v1/models/gpt-5', 'GET, HEAD'],
    ['DELETE', '/v1beta/models/up', 'GET, HEAD'],
    ['GET', '/v1beta/models/up:generateContent', 'POST'],
    ['GET', '/v1/models/up:countTokens', 'POST'],
    ['PUT', '/v1/files', 'GET, POST'],
    ['POST', '/v1/files/file-1', 'GET, DELETE'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('%s %s is a 405 that allows %s', (method, url, allow) => {
    const match = matchRoute(method, url, noHeaders)
    expect(match).toMatchObject({ error: { status: 405 }, headers: { allow } })
  })
})

describe('the answer’s form', () => {
  it.each(['alt=proto', 'alt=', 'alt=SSE', 'alt=sse&alt=json'])('?%s is a 400 that names alt', (query) => {
    const match = matchRoute('POST', `/v1beta/models/up:streamGenerateContent?${query}`, noHeaders)
    expect(match).toMatchObject({ dialect: 'gemini', error: { status: 400, param: 'alt' } })
  })
})
