import { once } from 'node:events'
import http, { Agent } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Simulator } from '../src/simulator.ts'
import { create, type Kind, post, say } from './calls.ts'

describe.each<Kind>(['gemini', 'openai'])('what the %s simulator records', (kind) => {
  let simulator: Simulator

  beforeEach(async () => {
    simulator = await create[kind]()
  })
  afterEach(() => simulator.close())

  it('keeps method, path, headers and the body as it came', async () => {
    const [path, body] = say(kind, 'hé')
    await (await post(simulator, [path, body], { headers: { 'x-odd': 'yes' } })).text()
    expect(simulator.requests[0]).toMatchObject({
      number: 1,
      method: 'POST',
      path,
      status: 200,
      outcome: 'complete',
      headers: { 'x-odd': 'yes' },
    })
    expect(simulator.requests[0]?.body.toString('utf8')).toBe(JSON.stringify(body))
  })

  it('tells when a client leaves and after which event', async () => {
    const abort = new AbortController()
    const call = post(simulator, say(kind, '[[sim:events=50;every=5]]'), { signal: abort.signal })
    await simulator.waitFor(([first]) => (first?.eventsSent ?? 0) >= 3)
    abort.abort()
    await call.then((response) => response.text()).catch(() => {})
    const left = await simulator.waitFor((requests) => requests.find(({ outcome }) => outcome === 'client-closed'))
    expect(left.eventsSent).toBeGreaterThanOrEqual(3)
    expect(left.eventsSent).toBeLessThan(50)
    await simulator.waitFor(() => simulator.openConnections() === 0)
  })

  it('shows which requests shared a connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const get = async () => {
      const request = http.get(`${simulator.url}/v1/models`, { agent })
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      await once(response.resume(), 'end')
    }
    await get()
    await get()
    await (await fetch(`${simulator.url}/v1/models`)).text()
    agent.destroy()
    expect(simulator.requests.map(({ connection }) => connection)).toEqual([1, 1, 2])
  })

  it('signals in order until told to stop', async () => {
    const seen: string[] = []
    const stops = (['request', 'head', 'event', 'end'] as const).map((signal) =>
      simulator.on(signal, () => seen.push(signal)),
    )
    await (await post(simulator, say(kind, 'hello', { stream: false }))).text()
    for (const stop of stops) stop()
    await (await post(simulator, say(kind, 'hello', { stream: false }))).text()
    expect(seen).toEqual(['request', 'head', 'event', 'end'])
  })

  it('says what it saw when the awaited thing does not come', async () => {
    await (await post(simulator, say(kind, 'hello'))).text()
    await expect(simulator.waitFor(({ length }) => length > 1, 10)).rejects.toThrow('"outcome":"complete"')
  })

  it('closes with streams still running', async () => {
    const call = post(simulator, say(kind, '[[sim:no-answer=hang]]'))
    await simulator.waitFor(({ length }) => length === 1)
    await Promise.all([expect(call).rejects.toThrow('fetch failed'), simulator.close()])
    simulator = await create[kind]()
  })

  it('answers with `connection: close` when connections are not kept', async () => {
    const closing = await create[kind]({ keepAliveMs: 0 })
    const response = await post(closing, say(kind, 'hello'))
    await response.text()
    expect(response.headers.get('connection')).toBe('close')
    await closing.close()
  })
})
