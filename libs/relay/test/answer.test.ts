import { describe, expect, it, jest } from '@jest/globals'
import { type Asked, codecs, GatewayError } from '@sluice/protocol'
import {
  Answer,
  createSink,
  EarlyStop,
  PassingTranscoder,
  type StopTag,
  type VendorBody,
  type VendorCall,
} from '../src/index.ts'

const codec = codecs['openai-chat']
const { client, frames } = codec
const input = { body: { model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] } }
const sources = { createdAt: 0, nowMs: () => 0, random: () => 0, randomId: () => 'r', sha256: () => '' }
const asked: Asked = {
  input,
  outline: client.outline(input),
  framing: 'sse',
  sources,
  requestId: 'req_test',
  answerModel: 'asked',
}
const gone = new GatewayError({ kind: 'client-gone', message: 'gone' })
const broken = new GatewayError({ kind: 'truncated', message: 'broken' })

const chunk = (delta: object, finish: string | null = null, index = 0) =>
  `data: ${JSON.stringify({ id: 'x', choices: [{ index, delta, finish_reason: finish }] })}\n\n`
const text = (content: string) => chunk({ content })
const DONE = 'data: [DONE]\n\n'

function createCall(failure: GatewayError = broken) {
  return {
    received: jest.fn(),
    paused: jest.fn(),
    resumed: jest.fn(),
    release: jest.fn(),
    abort: jest.fn(),
    failure: jest.fn(() => failure),
  } satisfies VendorCall
}

interface Options {
  readonly stopTags?: readonly StopTag[]
  readonly failure?: GatewayError
}

/** An answer whose chunks the test pushes itself, as `answer.chunk(…)`. */
function openAnswer({ stopTags = [], failure }: Options = {}) {
  const call = createCall(failure)
  const stream = client.openStream(asked)
  const sink = createSink({ framing: 'sse', codec, stream, requestId: 'req_test', lateErrors: 'cut' })
  const filter = stopTags.length > 0 ? new EarlyStop(stopTags, 1) : undefined
  const passage = frames.openPassage(asked, filter)
  const transcoder = new PassingTranscoder({ passage, comments: frames.comments })
  const body = { read: jest.fn(), pause: jest.fn(), resume: jest.fn() } satisfies VendorBody
  const answer = new Answer({ codec, body, transcoder, call })
  const text = () => {
    let all = ''
    for (let output = sink.take(); output !== undefined; output = sink.take()) all += output.toString()
    return all
  }
  return { answer, call, body, sink, text }
}

/** An answer over all of these chunks; an Error among them breaks the body off. */
function answerOf(pieces: readonly (string | Error)[], options: Options = {}) {
  const opened = openAnswer(options)
  opened.answer.flowInto(opened.sink, () => {})
  for (const piece of pieces) {
    if (piece instanceof Error) opened.answer.fail(piece)
    else opened.answer.chunk(Buffer.from(piece))
  }
  if (!pieces.some((piece) => piece instanceof Error)) opened.answer.end()
  return opened
}

describe('Answer', () => {
  it('peeks until there is something to show, and loses nothing of what was before', async () => {
    const { answer, body, sink, text: shown } = openAnswer()
    const peeked = jest.fn()
    const peeking = answer.peek().then(peeked)
    expect(body.read).toHaveBeenCalledWith(answer)
    const before = [': thinking\n\n', chunk({ role: 'assistant' })]
    for (const piece of before) answer.chunk(Buffer.from(piece))
    await new Promise((resolve) => setImmediate(resolve))
    expect(peeked).not.toHaveBeenCalled()
    answer.chunk(Buffer.from(text('a')))
    await peeking
    expect(answer.progress).toMatchObject({ output: true, ended: undefined })
    expect(shown()).toBe('')
    answer.flowInto(sink, () => {})
    expect(shown()).toBe(before.join('') + text('a'))
  })

  it('follows every chunk in the tick in which it came', () => {
    const { answer, sink, text: shown } = openAnswer()
    const seen: string[] = []
    answer.flowInto(sink, () => seen.push(shown()))
    answer.chunk(Buffer.from(text('a')))
    answer.chunk(Buffer.from(text('b')))
    expect(seen).toEqual(['', text('a'), text('b')])
  })

  it('holds the vendor back only while it runs', () => {
    const { answer, body, call } = openAnswer()
    answer.pause()
    answer.resume()
    expect([body.pause, body.resume, call.paused, call.resumed].map(({ mock }) => mock.calls.length)).toEqual([
      1, 1, 1, 1,
    ])
    answer.chunk(Buffer.from(text('a') + chunk({}, 'stop') + DONE))
    answer.pause()
    expect(body.pause).toHaveBeenCalledTimes(1)
    answer.end()
  })

  it('reads what follows the terminal marker, so that the connection can be used again', () => {
    const { answer, call, text: shown } = answerOf([text('a') + chunk({}, 'stop') + DONE, DONE, ': bye\n\n'])
    expect(shown()).toContain('[DONE]')
    answer.close()
    expect(call.release).toHaveBeenCalledTimes(1)
    expect(call.abort).not.toHaveBeenCalled()
  })

  it('ends the call of a vendor that does not end after its terminal marker', () => {
    jest.useFakeTimers()
    const { answer, call } = openAnswer()
    answer.chunk(Buffer.from(text('a') + chunk({}, 'stop') + DONE))
    jest.advanceTimersByTime(10_000)
    expect(call.abort).toHaveBeenCalledTimes(1)
    jest.useRealTimers()
  })

  it('keeps a fault of ours away from the socket in whose callback it happens', () => {
    const { answer, call, sink } = openAnswer()
    answer.flowInto(sink, () => {})
    const fault = new TypeError('a bug')
    jest.spyOn(sink, 'pass').mockImplementation(() => {
      throw fault
    })
    expect(() => answer.chunk(Buffer.from(text('a')))).not.toThrow()
    expect(answer.failure).toBe(fault)
    expect(call.abort).toHaveBeenCalledTimes(1)
  })

  it('fails when the body breaks off, with the text so far, held-back text included', () => {
    const {
      answer,
      call,
      text: shown,
    } = answerOf([text('a<'), new Error('reset')], {
      stopTags: [{ tag: '<end>', include: false }],
    })
    expect(shown()).toMatch(/"content":"a".*"content":"<"/s)
    expect(answer.failure).toBe(broken)
    expect(call.release).toHaveBeenCalledTimes(1)
  })

  it('is complete when only the end of the connection went wrong', async () => {
    const { answer, text: shown } = answerOf([text('a') + chunk({}, 'stop'), new Error('reset')])
    expect(shown()).toContain('[DONE]')
    expect(answer.failure).toBeUndefined()
    expect(answer.progress.ended).toBe('complete')
  })

  it('blames nobody when the client left, and knows what it cost so far', async () => {
    const usage = 'data: {"id":"x","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}\n\n'
    const { answer, text: shown } = answerOf([text('a'), usage, new Error('aborted')], { failure: gone })
    shown()
    expect(answer.failure).toBe(gone)
    expect(answer.progress.usage).toMatchObject({ inputTokens: 3, outputTokens: 1 })
  })

  it('ends the vendor’s call at a stop tag', async () => {
    const {
      answer,
      call,
      text: shown,
    } = answerOf([text('a<e'), text('nd>b'), text('c')], {
      stopTags: [{ tag: '<end>', include: false }],
    })
    const all = shown()
    expect(all).toContain('"finish_reason":"stop"')
    expect(all).not.toMatch(/"content":"[^"]*[bc<>]/)
    expect(answer.progress.ended).toBe('early-stop')
    expect(call.abort).toHaveBeenCalledTimes(1)
  })

  it('ends the vendor’s call when it is closed in the middle', () => {
    const { answer, call } = openAnswer()
    answer.chunk(Buffer.from(text('a')))
    answer.close()
    expect(call.abort).toHaveBeenCalledTimes(1)
  })
})

describe('PassingTranscoder', () => {
  it('passes a comment only where it cannot spoil the frame after it', async () => {
    const { text: shown } = answerOf([': ok\n\n', 'id: 7\n\n', 'retry: 1\n\n', text('a'), chunk({}, 'stop'), ': cut'])
    expect(shown()).toBe(`: ok\n\n${text('a')}${chunk({}, 'stop')}${DONE}`)
  })

  it('takes what stands above a frame off it: some SDKs lose such a frame', async () => {
    const { text: shown } = answerOf([`: note\nid: 7\n${text('a')}`, chunk({}, 'stop'), DONE])
    expect(shown()).toBe(text('a') + chunk({}, 'stop') + DONE)
  })
})
