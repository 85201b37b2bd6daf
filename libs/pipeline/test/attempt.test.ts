import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { type Codec, codecs, GatewayError } from '@sluice/protocol'
import { createRecorder } from '@sluice/record'
import type { Target } from '@sluice/targets'
import { BodyPipe, type HopAnswer, type HopBody, type Send } from '@sluice/upstream'
import { attempt, decodeCall, type GenerationCall, type ReadRequest, readRequest } from '../src/index.ts'
import { targetWith } from './fake-target.ts'

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const whole = chunk({ role: 'assistant', content: 'hello' }) + chunk({}, 'stop')

/** What a fake hop does with one call. */
type Act = (signal: AbortSignal) => HopAnswer | Promise<HopAnswer>

function answer(status: number, pieces: readonly (string | Error)[], headers: Record<string, string> = {}): Act {
  return () => ({
    status,
    headers: { 'content-type': 'text/event-stream', ...headers },
    body: bodyOf(pieces),
  })
}

function bodyOf(pieces: readonly (string | Error)[]): HopBody {
  const body = new BodyPipe()
  for (const piece of pieces) {
    if (piece instanceof Error) body.fail(piece)
    else body.chunk(Buffer.from(piece))
  }
  if (!pieces.some((piece) => piece instanceof Error)) body.end()
  return body
}

const json = { 'content-type': 'application/json' }
const refused = (message: string, status = 400) => answer(status, [JSON.stringify({ error: { message } })], json)

function target(acts: readonly Act[], more: Partial<Target> = {}) {
  const signals: AbortSignal[] = []
  const send: Send = async (_call, signal) => {
    const act = acts[signals.length]
    signals.push(signal)
    if (!act) throw new Error('one call too many')
    return act(signal)
  }
  return { target: targetWith({ send, ...more }), signals }
}

function callOf(signal = new AbortController().signal, more: object = {}, where = target([]).target): GenerationCall {
  const body = Buffer.from(JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] }))
  const read = readRequest({ kind: 'generate', protocol: 'openai-chat' }, body)
  const record = createRecorder([])({ requestId: 'req_test', protocol: 'openai-chat', route: '/v1/chat/completions' })
  const limits = { deadlineAt: undefined, commitAt: undefined }
  return { ...decoded(read, where), ...limits, stopTags: [], signal, record, via: '1.1 sluice-test-0', ...more }
}

function decoded(read: ReadRequest, where = target([]).target) {
  const call = decodeCall(read, [where], { requestId: 'req_test', answerModel: 'asked' })
  return { ...call, client: codecs[read.protocol].client.openStream(call.asked) }
}

/** The same question of a Gemini client, with this odd member. */
function geminiCallOf(member: string): GenerationCall {
  const contents = [{ role: 'user', parts: [{ text: 'x' }] }]
  const body = Buffer.from(JSON.stringify({ contents, generationConfig: { [member]: 1 } }))
  const route = { kind: 'generate', protocol: 'gemini', model: 'm', stream: true, framing: 'sse' } as const
  return { ...callOf(), ...decoded(readRequest(route, body)) }
}

const run = (call: GenerationCall, ...targets: Target[]) => attempt(call, targets)

describe('attempt', () => {
  afterEach(() => {
    jest.restoreAllMocks()
  })

  it('opens an answer whose first output is there', async () => {
    const { target: one } = target([answer(200, [whole])])
    const opened = await run(callOf(), one)
    expect(opened.answer.progress.output).toBe(true)
    expect(opened.answer.failure).toBeUndefined()
  })

  it('tries again what may help, and ends every failed call', async () => {
    const empty = answer(200, [chunk({ role: 'assistant' }), 'data: [DONE]\n\n'])
    const { target: one, signals } = target([empty, refused('busy', 503), answer(200, [whole])])
    const call = callOf()
    await run(call, one)
    expect(call.record.facts).toMatchObject({ attempts: 3 })
    expect(call.record.facts.retryWaitMs).toBeGreaterThan(0)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false])
  })

  it('does not try again what the client did wrong, nor at another target', async () => {
    const [first, second] = [target([refused('no such field')]), target([])]
    await expect(run(callOf(), first.target, second.target)).rejects.toMatchObject({ kind: 'bad-request' })
    expect(second.signals).toHaveLength(0)
  })

  it('falls back to the next target when retries are used up', async () => {
    const down = target([refused('down', 503)], { retry: { max: 0, delayMs: 1, budgetMs: 1 } })
    const up = target([answer(200, [whole])], { name: 'google' })
    const call = callOf()
    await run(call, down.target, up.target)
    expect(call.record.facts).toMatchObject({ attempts: 2, target: 'google' })
  })

  it('makes no further try when the client leaves in the wait', async () => {
    const client = new AbortController()
    const gone = new GatewayError({ kind: 'client-gone', message: 'gone' })
    const { target: one, signals } = target([refused('busy', 503)], {
      retry: { max: 3, delayMs: 60_000, budgetMs: 600_000 },
    })
    const call = callOf(client.signal)
    const running = run(call, one)
    setTimeout(() => client.abort(gone), 10)
    await expect(running).rejects.toBe(gone)
    expect(signals).toHaveLength(1)
    expect(call.record.facts.retryWaitMs).toBe(0)
  })

  it('makes no try whose wait would outlast the deadline', async () => {
    const { target: one } = target([refused('busy', 503)], { retry: { max: 3, delayMs: 5_000, budgetMs: 60_000 } })
    const call = callOf(undefined, { deadlineAt: performance.now() + 1_000 })
    await expect(run(call, one)).rejects.toMatchObject({ status: 503 })
  })

  it('ends the call of a body that failed before its first output', async () => {
    const { target: one, signals } = target([answer(200, ['data: {"error":{"message":"no"}}\n\n', 'data: late\n\n'])], {
      retry: { max: 0, delayMs: 1, budgetMs: 1 },
    })
    await expect(run(callOf(), one)).rejects.toBeInstanceOf(GatewayError)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('calls a body that breaks off truncated, whole answers and errors included', async () => {
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    const once = { retry: { max: 0, delayMs: 1, budgetMs: 1 } }
    for (const act of [
      answer(200, [': x\n\n', reset]),
      answer(200, ['{', reset], json),
      answer(500, ['{', reset], json),
    ]) {
      await expect(run(callOf(), target([act], once).target)).rejects.toMatchObject({ kind: 'truncated', cause: reset })
    }
  })

  it('never takes a fault of its own for one of the vendor', async () => {
    const fault = new TypeError('a bug')
    const { frames } = codecs['openai-chat'] as { frames: Codec['frames'] }
    const call = callOf()
    const passage = frames.openPassage(call.asked, undefined)
    jest.spyOn(frames, 'openPassage').mockReturnValue({
      ...passage,
      take: () => {
        throw fault
      },
    })
    const { target: one, signals } = target([answer(200, [whole])])
    await expect(run(call, one)).rejects.toBe(fault)
    expect(signals[0]?.aborted).toBe(true)
  })

  it('tells what it dropped in a header that can be sent, whatever the client called it', async () => {
    const { target: one } = target([answer(200, [whole])])
    const { headers } = await run(geminiCallOf('a\r\nx-evil: 漢'), one)
    expect(headers['x-sluice-dropped']).toMatch(/^[\x20-\x7e]+$/)
  })

  it('tries refused signatures anew only where it can send others', async () => {
    const message = 'Function call is missing a thought_signature'
    const passed = target([refused(message)])
    await expect(run(callOf(), passed.target)).rejects.toMatchObject({ kind: 'bad-request' })
    expect(passed.signals).toHaveLength(1)
    const body = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] })
    const translated = target([refused(message), answer(200, [body], json)], { protocols: ['gemini'] })
    await run(callOf(undefined, {}, translated.target), translated.target)
    expect(translated.signals).toHaveLength(2)
  })
})
