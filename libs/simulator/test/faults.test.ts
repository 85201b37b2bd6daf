import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Simulator } from '../src/simulator.ts'
import { create, eventsOf, type Kind, post, saidIn, say } from './calls.ts'

describe.each<Kind>(['gemini', 'openai'])('faults of the %s simulator', (kind) => {
  let simulator: Simulator

  beforeEach(async () => {
    simulator = await create[kind]()
  })
  afterEach(() => simulator.close())

  const ask = (script: string, stream = true) => post(simulator, say(kind, `hello [[sim:${script}]]`, { stream }))

  it('cuts with a FIN after the asked number of events', async () => {
    const response = await ask('events=5;cut-after=2')
    await expect(response.text()).rejects.toThrow('terminated')
    expect(simulator.requests[0]).toMatchObject({ outcome: 'cut', eventsSent: 2 })
  })

  it('resets after the asked number of events, which arrive first', async () => {
    const response = await ask('events=5;reset-after=2')
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(Buffer.from(first?.value ?? []).toString('utf8')).toMatch(/^data: /)
    await expect(drain(reader)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  })

  it('cuts at a byte in the middle of an event', async () => {
    await expect((await ask('cut-at=10')).text()).rejects.toThrow('terminated')
    expect(simulator.requests[0]).toMatchObject({ bytesSent: 10, eventsSent: 0 })
  })

  it('cuts a whole answer at a byte', async () => {
    await expect((await ask('cut-at=10', false)).text()).rejects.toThrow('terminated')
  })

  it('ends properly but early', async () => {
    const text = await (await ask('events=5;end-after=2')).text()
    expect(eventsOf(text)).toHaveLength(2)
    expect(simulator.requests[0]).toMatchObject({ outcome: 'complete' })
  })

  it('stalls until the peer closes', async () => {
    const abort = new AbortController()
    const call = post(simulator, say(kind, '[[sim:stall-after=1]]'), { signal: abort.signal })
    await simulator.waitFor(([first]) => first?.eventsSent === 1)
    await (await call).body?.getReader().read()
    expect(simulator.openResponses()).toBe(1)
    abort.abort()
    await simulator.waitFor(([first]) => first?.outcome === 'client-closed')
    expect(simulator.openResponses()).toBe(0)
  })

  it('goes on after a stall of a given length', async () => {
    const text = await (await ask('text=done;stall-after=1;stall-ms=30')).text()
    expect(saidIn(text)).toBe('done')
    const [{ arrivedAtMs, endedAtMs = 0 } = { arrivedAtMs: 0 }] = simulator.requests
    expect(endedAtMs - arrivedAtMs).toBeGreaterThanOrEqual(29)
  })

  it.each(['fin', 'rst'])('answers nothing at all (%s)', async (how) => {
    await expect(ask(`no-answer=${how}`)).rejects.toThrow('fetch failed')
    expect(simulator.requests[0]).toMatchObject({ status: 0, outcome: 'cut' })
  })

  it('answers any status before the first event', async () => {
    const response = await ask('status=529;message=busy')
    expect(response.status).toBe(529)
    expect(await response.json()).toMatchObject({ error: { message: 'busy' } })
  })

  it('tells the wait in a header', async () => {
    const response = await ask('status=429;hint=header;retry-after=-5')
    expect(response.headers.get('retry-after')).toBe('-5')
  })

  it('tells the wait in the text only', async () => {
    const response = await ask('status=429;hint=text;retry-after=12.3')
    expect(response.headers.get('retry-after')).toBeNull()
    expect(await response.text()).toMatch(/Please (?:re)?try (?:again )?in 12\.3s\./)
  })

  it('sends an error event mid-stream and ends without a terminal marker', async () => {
    const text = await (await ask('events=5;error-after=2;status=500')).text()
    const events = eventsOf(text)
    expect(events).toHaveLength(3)
    expect(events[2]).toHaveProperty('error.message')
  })

  it('sends the error bare, without `data:`', async () => {
    const text = await (await ask('events=5;error-after=1;error-form=bare')).text()
    expect(text).toMatch(/\n\n\{"error":.*\}\n$/)
  })

  it('answers a whole call with the status of the error event', async () => {
    expect((await ask('error-after=2', false)).status).toBe(503)
  })

  it('puts an error object into a 200', async () => {
    const response = await ask('error-200;status=500')
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('error')
  })

  it('leaves the finish reason out', async () => {
    const text = await (await ask('no-finish;no-done')).text()
    expect(text).not.toMatch(/"(?:finishReason|finish_reason)":"/)
    expect(text).not.toContain('[DONE]')
  })

  it('sends a broken event among good ones', async () => {
    const text = await (await ask('text=abc;split=1;garbage-after=1')).text()
    expect(() => eventsOf(text)).toThrow(SyntaxError)
  })

  it('sends bytes that are no UTF-8', async () => {
    const bytes = Buffer.from(await (await ask('garbage-after=1;garbage=utf8')).arrayBuffer())
    expect(bytes.includes(Buffer.from([0xff, 0xc0, 0x80]))).toBe(true)
  })

  it('answers like a load balancer', async () => {
    const response = await ask('html=502')
    expect(response.status).toBe(502)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await response.text()).toContain('502 Bad Gateway')
  })

  it('redirects', async () => {
    const response = await ask('redirect=http://169.254.169.254/;status=302')
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://169.254.169.254/'])
  })

  it('answers with an empty body', async () => {
    expect(await (await ask('empty')).text()).toBe('')
  })

  it('sends an event of the asked size', async () => {
    expect((await (await ask('huge=2')).text()).length).toBeGreaterThan(2 * 1024 * 1024)
  })

  it('answers a stream call with a JSON array', async () => {
    const response = await ask('form=array')
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(Array.isArray(await response.json())).toBe(true)
  })

  it('answers a stream call with one JSON object', async () => {
    expect(Array.isArray(await (await ask('form=whole')).json())).toBe(false)
  })

  it('announces more bytes than it sends', async () => {
    await expect((await ask('extra-length=5', false)).text()).rejects.toThrow('terminated')
  })

  it('fails the first times and then succeeds', async () => {
    const statuses: number[] = []
    for (let turn = 0; turn < 3; turn++) statuses.push((await ask('fail-first=2;status=500')).status)
    expect(statuses).toEqual([500, 500, 200])
  })

  it('tells a wrong script, so that a typo in a test is seen', async () => {
    const response = await ask('cut-afer=2')
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('unknown script key')
  })

  it('takes the script from the model name too', async () => {
    const model = `${kind === 'gemini' ? 'gemini-' : ''}sim-html.200`
    expect(await (await post(simulator, say(kind, 'hello', { model }))).text()).toContain('<html>')
  })

  it('replays a static answer, whatever is asked', async () => {
    const model = `${kind === 'gemini' ? 'gemini-' : ''}sim-static_events.3`
    const first = await (await post(simulator, say(kind, 'one', { model }))).text()
    expect(await (await post(simulator, say(kind, 'two', { model }))).text()).toBe(first)
  })
})

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  while (reader !== undefined && !(await reader.read()).done);
}
