import { describe, expect, it, jest } from '@jest/globals'
import { codecs, GatewayError } from '@sluice/protocol'
import { Answer, createSink, PassingTranscoder, type StopTag, type VendorCall } from '../src/index.ts'

const codec = codecs['openai-chat']
const gone = new GatewayError({ kind: 'client-gone', message: 'gone' })
const broken = new GatewayError({ kind: 'truncated', message: 'broken' })

const chunk = (delta: object, finish: string | null = null, index = 0) =>
  `data: ${JSON.stringify({ id: 'x', choices: [{ index, delta, finish_reason: finish }] })}\n\n`
const text = (content: string) => chunk({ content })
const DONE = 'data: [DONE]\n\n'

function createCall(failure: GatewayError = broken) {
  return {
    waiting: jest.fn(),
    received: jest.fn(),
    release: jest.fn(),
    abort: jest.fn(),
    failure: jest.fn(() => failure),
  } satisfies VendorCall
}

interface Options {
  readonly stopTags?: readonly StopTag[]
  readonly failure?: GatewayError
}

/** An answer over these chunks; an Error among them breaks the body off. `closed` tells that the body was let go of. */
function answerOf(pieces: readonly (string | Error)[], { stopTags = [], failure }: Options = {}) {
  let closed = false
  async function* body() {
    try {
      for (const piece of pieces) {
        if (piece instanceof Error) throw piece
        yield Buffer.from(piece)
      }
    } finally {
      closed = true
    }
  }
  const call = createCall(failure)
  const sink = createSink('sse', codec)
  const transcoder = new PassingTranscoder({ codec, sink, stopTags, choices: 1, includeUsage: false })
  const answer = new Answer({ codec, body: body(), transcoder, sink, call })
  return { answer, call, isClosed: () => closed }
}

async function textOf(answer: Answer): Promise<string> {
  let all = ''
  while (!answer.over) await answer.pull()
  for (let output = answer.sink.take(); output !== undefined; output = answer.sink.take()) all += output.toString()
  return all
}

describe('Answer', () => {
  it('peeks no further than to the first thing to show, and loses nothing of what was before', async () => {
    const pieces = [': thinking\n\n', chunk({ role: 'assistant' }), text('a'), text('b'), chunk({}, 'stop'), DONE]
    const { answer, call } = answerOf(pieces)
    await answer.peek()
    expect(answer.progress).toMatchObject({ output: true, ended: undefined })
    expect(call.received).toHaveBeenCalledTimes(3)
    expect(await textOf(answer)).toBe(pieces.join(''))
    expect(answer.failure).toBeUndefined()
  })

  it('reads what follows the terminal marker, so that the connection can be used again', async () => {
    const { answer, call, isClosed } = answerOf([text('a') + chunk({}, 'stop') + DONE, DONE, ': bye\n\n'])
    expect(await textOf(answer)).toContain('[DONE]')
    answer.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect(isClosed()).toBe(true)
    expect(call.release).toHaveBeenCalledTimes(1)
    expect(call.abort).not.toHaveBeenCalled()
  })

  it('fails when the body breaks off, with the text so far, held-back text included', async () => {
    const { answer, call } = answerOf([text('a<'), new Error('reset')], {
      stopTags: [{ tag: '<end>', include: false }],
    })
    expect(await textOf(answer)).toMatch(/"content":"a".*"content":"<"/s)
    expect(answer.failure).toBe(broken)
    expect(call.release).toHaveBeenCalledTimes(1)
  })

  it('is complete when only the end of the connection went wrong', async () => {
    const { answer } = answerOf([text('a') + chunk({}, 'stop'), new Error('reset')])
    expect(await textOf(answer)).toContain('[DONE]')
    expect(answer.failure).toBeUndefined()
    expect(answer.progress.ended).toBe('complete')
  })

  it('blames nobody when the client left, and knows what it cost so far', async () => {
    const usage = 'data: {"id":"x","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}\n\n'
    const { answer } = answerOf([text('a'), usage, new Error('aborted')], { failure: gone })
    await textOf(answer)
    expect(answer.failure).toBe(gone)
    expect(answer.progress.usage).toMatchObject({ inputTokens: 3, outputTokens: 1 })
  })

  it('ends the vendor’s call at a stop tag', async () => {
    const { answer, call } = answerOf([text('a<e'), text('nd>b'), text('c')], {
      stopTags: [{ tag: '<end>', include: false }],
    })
    const all = await textOf(answer)
    expect(all).toContain('"finish_reason":"stop"')
    expect(all).not.toMatch(/"content":"[^"]*[bc<>]/)
    expect(answer.progress.ended).toBe('early-stop')
    expect(call.abort).toHaveBeenCalledTimes(1)
  })

  it('lets go of the body when it is closed in the middle', async () => {
    const { answer, call, isClosed } = answerOf([text('a'), text('b')])
    await answer.peek()
    answer.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect(call.abort).toHaveBeenCalledTimes(1)
    expect(isClosed()).toBe(true)
  })
})

describe('PassingTranscoder', () => {
  it('passes a comment only where it cannot spoil the frame after it', async () => {
    const { answer } = answerOf([': ok\n\n', 'id: 7\n\n', 'retry: 1\n\n', text('a'), chunk({}, 'stop'), ': cut'])
    expect(await textOf(answer)).toBe(`: ok\n\n${text('a')}${chunk({}, 'stop')}${DONE}`)
  })

  it('takes what stands above a frame off it: some SDKs lose such a frame', async () => {
    const { answer } = answerOf([`: note\nid: 7\n${text('a')}`, chunk({}, 'stop'), DONE])
    expect(await textOf(answer)).toBe(text('a') + chunk({}, 'stop') + DONE)
  })
})
