import { describe, expect, it } from '@jest/globals'
import { GatewayError, type JsonObject } from '@sluice/protocol'
import type { Target } from '@sluice/targets'
import { wholeBody } from '@sluice/upstream'
import { getModel, listModels } from '../src/index.ts'
import { countTokens } from '../src/token-count.ts'
import { targetWith } from './fake-target.ts'

const { signal } = new AbortController()
const asks = (dialect: 'openai-chat' | 'gemini') => ({ dialect, requestId: 'req_1', via: '1.1 sluice-test-0' })

/** A target that answers each path with its JSON, and remembers what it was asked. */
function vendor(answers: Readonly<Record<string, JsonObject | GatewayError>>, more: Partial<Target> = {}) {
  const asked: string[] = []
  const target = targetWith({
    ...more,
    send: async ({ path }) => {
      asked.push(path)
      const found = answers[path] ?? new GatewayError({ kind: 'not-found', message: 'No such model.' })
      if (found instanceof GatewayError) throw found
      return { status: 200, headers: {}, body: wholeBody(Buffer.from(JSON.stringify(found))) }
    },
  })
  return { target, asked }
}

const upstreamList = { object: 'list', data: [{ id: 'gpt', owned_by: 'x' }, { id: 'both' }] }
const google = (answers: Parameters<typeof vendor>[0]) => vendor(answers, { name: 'google', protocols: ['gemini'] })
const first = '/models?pageSize=1000'

describe('model lists', () => {
  it('have the models of every target, of two with one name the first', async () => {
    const { target: gemini } = google({ [first]: { models: [{ name: 'models/both', displayName: 'Google’s' }] } })
    const { target: upstream } = vendor({ '/models': upstreamList })
    const list = await listModels([gemini, upstream], asks('gemini'), signal)
    expect(list.models).toMatchObject([{ name: 'models/both', displayName: 'Google’s' }, { name: 'models/gpt' }])
  })

  it('follow the pages of a vendor, and end where these turn in a circle', async () => {
    const pages = google({
      [first]: { models: [{ name: 'models/a' }], nextPageToken: 'two' },
      [`${first}&pageToken=two`]: { models: [{ name: 'models/b' }] },
    })
    const list = await listModels([pages.target], asks('openai-chat'), signal)
    expect(list.data).toMatchObject([{ id: 'a' }, { id: 'b' }])
    const circle = google({
      [first]: { models: [], nextPageToken: 'x' },
      [`${first}&pageToken=x`]: { models: [], nextPageToken: 'x' },
    })
    await listModels([circle.target], asks('openai-chat'), signal)
    expect(circle.asked.length).toBeLessThan(30)
  })

  it('say that a key is refused, not that it is missing', async () => {
    const refused = new GatewayError({ kind: 'upstream-auth', message: 'Google refuses the key (GEMINI_API_KEY).' })
    const down = new GatewayError({ kind: 'unreachable', message: 'The upstream is down.' })
    const { target: gemini } = google({ [first]: refused })
    const { target: upstream } = vendor({ '/models': down })
    const list = listModels([gemini, upstream], asks('openai-chat'), signal)
    await expect(list).rejects.toMatchObject({ kind: 'upstream-auth', status: 502, message: refused.message })
    await expect(listModels([upstream], asks('openai-chat'), signal)).rejects.toMatchObject({
      kind: 'not-configured',
      message: expect.stringMatching(/GEMINI_API_KEY.*The upstream is down/),
    })
  })

  it('say that an address leads back here, not that a setting is missing', async () => {
    const loop = new GatewayError({ kind: 'loop', message: 'This call came back.' })
    const { target: gemini } = google({ [first]: loop })
    const { target: upstream } = vendor({ '/models': loop })
    const list = listModels([gemini, upstream], asks('gemini'), signal)
    await expect(list).rejects.toMatchObject({ kind: 'loop', status: 508, message: loop.message })
  })

  it('say that an address is wrong, not that a setting is missing', async () => {
    const wrong = new GatewayError({ kind: 'wrong-address', message: 'There is no such address.' })
    const { target: upstream } = vendor({ '/models': wrong })
    const list = listModels([upstream], asks('openai-chat'), signal)
    await expect(list).rejects.toMatchObject({ kind: 'wrong-address', status: 502 })
  })

  it('give one model in the client’s words', async () => {
    const { target, asked } = google({ '/models/m': { name: 'models/m', inputTokenLimit: 5 } })
    expect(await getModel(target, 'models/m', asks('openai-chat'), signal)).toMatchObject({ id: 'm', object: 'model' })
    expect(await getModel(target, 'm', asks('gemini'), signal)).toEqual({ name: 'models/m', inputTokenLimit: 5 })
    expect(asked).toEqual(['/models/m', '/models/m'])
  })
})

describe('token counts', () => {
  const bytes = Buffer.from(JSON.stringify({ contents: [{ parts: [{ text: 'x'.repeat(40) }] }] }))

  it('are the vendor’s own where it speaks the client’s protocol', async () => {
    const { target } = google({ '/models/m:countTokens': { totalTokens: 31 } })
    expect(await countTokens(target, 'm', bytes, asks('gemini'), signal)).toEqual({ body: { totalTokens: 31 } })
  })

  it('are an estimate elsewhere, and say so', async () => {
    const { target, asked } = vendor({})
    const { body, headers } = await countTokens(target, 'm', bytes, asks('gemini'), signal)
    expect(body).toEqual({ totalTokens: 10 })
    expect(headers).toEqual({ 'x-sluice-estimated': 'totalTokens' })
    expect(asked).toEqual([])
  })
})
