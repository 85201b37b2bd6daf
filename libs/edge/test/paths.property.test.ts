import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { operationalAddresses } from '../src/addresses/operational.ts'
import { isDotSegment, originForm, parseTarget, unescapeSegment } from '../src/addresses/request-target.ts'
import type { RouteMatch } from '../src/addresses/route.ts'
import { matchRoute } from '../src/index.ts'

const RUNS = process.env.SLUICE_TEST === 'all' ? 5_000 : 400

const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'FOO', '')

/** What addresses are made of and what is mistaken for them: random text alone would hardly ever come near one. */
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '/v1',
    '/v1beta',
    '/openai',
    '/models',
    '/chat/completions',
    '/files',
    '/metrics',
    '/readyz',
  ),
  fc.constantFrom(
    '.',
    '..',
    '/./',
    '/../',
    '%2e',
    '%2E%2e',
    '%2f',
    '%2F',
    '%3a',
    '%252f',
    '%00',
    '%',
    '\\',
    ';',
    '?',
    '#',
    '@',
  ),
  fc.constantFrom(
    ':generateContent',
    ':countTokens',
    'gemini-x',
    'file-1',
    '/content',
    '?key=k',
    '?alt=sse',
    '&',
    ' ',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const target = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc
    .tuple(fc.constantFrom('http://evil', 'HTTPS://a:b@c:1', 'ftp://x', 'http://['), fc.array(piece, { maxLength: 5 }))
    .map(([origin, pieces]) => origin + pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const headers = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { 'x-goog-api-key': 'k' },
  { upgrade: 'websocket' },
)

const match = (method: string, url: string, sent: Readonly<Record<string, string>> = {}): RouteMatch =>
  matchRoute(method, url, (name) => sent[name])

const names = new Set([
  ...operationalAddresses.map(({ template }) => template),
  '/v1/models',
  '/v1/models/{model}',
  '/v1beta/models',
  '/v1beta/models/{model}',
])

describe('any request target (S37)', () => {
  it('matches one address or is refused, and nothing that was sent gets into its name', () => {
    fc.assert(
      fc.property(methods, target, headers, (method, url, sent) => {
        const found = match(method, url, sent)
        expect('route' in found).not.toBe('error' in found)
        if ('error' in found) expect([400, 404, 405, 426]).toContain(found.error.status)
        const isTemplate = /^(?:unknown|\/[A-Za-z0-9/{}:]*)$/.test(found.name)
        expect(isTemplate || names.has(found.name)).toBe(true)
        expect(match(method, url, sent)).toEqual(found)
      }),
      { numRuns: RUNS },
    )
  })

  it('that is not spelt exactly so reaches no address of the server itself (C34, S17)', () => {
    fc.assert(
      fc.property(methods, target, (method, url) => {
        const found = match(method, url)
        if (!('route' in found) || !['health', 'metrics', 'root'].includes(found.route.kind)) return
        const [path = ''] = originForm(url).split('?')
        expect(path).toBe(found.name)
      }),
      { numRuns: RUNS },
    )
  })

  it('that is handed on has a path of plain segments, without a key (C34)', () => {
    const forwardable = fc
      .tuple(
        fc.constantFrom('/files', '/v1/files/', '/embeddings', '/v1//images/edits', '/files/'),
        fc.array(piece, { maxLength: 3 }),
      )
      .map(([start, pieces]) => start + pieces.join(''))
    fc.assert(
      fc.property(methods, forwardable, (method, url) => {
        const found = match(method, url)
        if (!('route' in found) || found.route.kind !== 'forward') return
        const [path = '', query = ''] = found.route.path.split('?')
        expect(path).toMatch(/^\/v1(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/)
        expect(path.split('/').some(isDotSegment)).toBe(false)
        expect(new URLSearchParams(query).has('key')).toBe(false)
      }),
      { numRuns: RUNS },
    )
  })

  it('names a model only without empty and dot segments, whatever is escaped in it (C17, C34)', () => {
    const ofModel = fc
      .tuple(
        fc.array(piece, { maxLength: 5 }),
        fc.constantFrom(':generateContent', ':streamGenerateContent', '%3acountTokens', ''),
      )
      .map(([pieces, action]) => `/v1beta/models/${pieces.join('')}${action}`)
    fc.assert(
      fc.property(methods, ofModel, (method, url) => {
        const found = match(method, url)
        if (!('route' in found) || !('model' in found.route) || found.route.model === undefined) return
        expect(found.route.model).toMatch(/^[A-Za-z0-9._:@+-]+(?:\/[A-Za-z0-9._:@+-]+)*$/)
        expect(found.route.model.split('/').some(isDotSegment)).toBe(false)
      }),
      { numRuns: RUNS },
    )
  })

  it('is taken apart without losing or adding a byte, or not at all', () => {
    fc.assert(
      fc.property(target, (url) => {
        const parsed = parseTarget(url)
        if (parsed === undefined) return
        const { path, search, segments } = parsed
        expect(originForm(url)).toBe(search === '' && !url.endsWith('?') ? path : `${path}?${search}`)
        expect(`/${segments.join('/')}`).toBe(path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, ''))
        expect(unescapeSegment(path).split('/').some(isDotSegment)).toBe(false)
      }),
      { numRuns: RUNS },
    )
  })
})
