import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from './product.ts'

const register = pathToFileURL(join(import.meta.dirname, '../libs/protocol/test/toy/register.ts')).href

interface ToyEvent {
  readonly seq: number
  readonly type: string
  readonly id?: string
  readonly text?: string
  readonly kind?: string
  readonly answers?: readonly { readonly reason: string; readonly parts: readonly { kind: string; text: string }[] }[]
  readonly problem?: { readonly kind: string }
}

/** A protocol that the product was not written for, in the product as its users run it. */
describe.each([1, 2] as const)('the toy codec in %i process(es)', (processes) => {
  let product: Product
  beforeAll(async () => {
    const soon = { SLUICE_HEARTBEAT_AFTER_MS: '150', SLUICE_HEARTBEAT_EVERY_MS: '100', MAX_RETRIES: '1' }
    product = await startProduct({ processes, env: { ...soon, NODE_OPTIONS: `--import=${register}` } })
  })
  afterAll(() => product.stop())

  const talk = (model: string, say: string, more: object = {}, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${product.gatewayUrl}/toy/v1/talk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model, turns: [{ who: 'user', say }], stream: true, ...more }),
    })

  async function eventsOf(response: Response): Promise<readonly ToyEvent[]> {
    const messages = (await response.text()).split('\n\n').filter((message) => message !== '')
    const events = messages.map((message): ToyEvent => JSON.parse(message.slice(message.indexOf('data: ') + 6)))
    expect(events.map(({ seq }) => seq)).toEqual([...events.keys()])
    expect(events.map(({ type }) => type).filter((type) => type === 'opened')).toEqual(['opened'])
    expect(events[0]?.type).toBe('opened')
    return events
  }

  const textOf = (events: readonly ToyEvent[]) =>
    events.map(({ type, text }) => (type === 'piece' ? text : '')).join('')

  describe.each(['gemini-2.5-flash', 'gpt-4o'])('asking %s', (model) => {
    it('gets a stream that opens once, counts, and says its text again at the end', async () => {
      const events = await eventsOf(await talk(model, '[[sim:text=so so it goes;split=3]]'))
      expect(textOf(events)).toBe('so so it goes')
      const last = events.at(-1)
      expect(last?.type).toBe('closed')
      expect(last?.answers?.[0]?.parts).toEqual([{ kind: 'text', text: 'so so it goes' }])
      expect(last?.id).toBe(events[0]?.id)
    })

    it('is opened by a heartbeat while it waits, and not again by the answer', async () => {
      const events = await eventsOf(await talk(model, '[[sim:text=late;first-byte=500]]'))
      const beats = events.filter(({ type }) => type === 'beat')
      expect(beats.length).toBeGreaterThanOrEqual(2)
      expect(textOf(events)).toBe('late')
      expect(events.at(-1)?.id).toBe(events[0]?.id)
    })

    it('goes on after a retry as if there had been none', async () => {
      const say = `[[sim:text=again;first-byte=300;fail-first=1;status=503;key=toy-${processes}-${model}]]`
      const events = await eventsOf(await talk(model, say))
      expect(textOf(events)).toBe('again')
      expect(events.at(-1)?.id).toBe(events[0]?.id)
    })

    it('ends at a stop tag, in the repeats too', async () => {
      const headers = { 'x-sluice-stop-tags': '["</x>"]' }
      const events = await eventsOf(await talk(model, '[[sim:text=before</x>after;split=2]]', {}, headers))
      expect(textOf(events)).toBe('before')
      expect(JSON.stringify(events)).not.toContain('after')
      expect(events.at(-1)?.answers?.[0]).toMatchObject({ reason: 'stop', parts: [{ text: 'before' }] })
    })

    it('hears late that it failed, in its own words and with the next number', async () => {
      const events = await eventsOf(await talk(model, '[[sim:text=half of it;split=2;error-after=3]]'))
      expect(events.at(-1)).toMatchObject({ type: 'failed', problem: { kind: 'overloaded' } })
    })

    it('gets a whole answer', async () => {
      const response = await talk(model, '[[sim:text=all at once]]', { stream: false })
      expect(await response.json()).toMatchObject({ answers: [{ parts: [{ kind: 'text', text: 'all at once' }] }] })
    })
  })

  it('is refused in its own words, and told what it wrote that nobody carries', async () => {
    const refused = await talk('gemini-2.5-flash', 'hi', { turns: [{ who: 'nobody', say: 'hi' }] })
    expect([refused.status, await refused.json()]).toMatchObject([400, { problem: { kind: 'bad-request' } }])
    const carried = await talk('gemini-2.5-flash', 'hi', { mood: 'good' })
    expect(carried.headers.get('x-sluice-dropped')).toBe('mood')
    await carried.text()
  })

  it('lists models in its own form', async () => {
    const response = await fetch(`${product.gatewayUrl}/toy/v1/models`)
    expect(await response.json()).toEqual({ names: expect.arrayContaining(['gemini-2.5-flash']) })
  })
})
