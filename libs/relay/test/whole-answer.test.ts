import { describe, expect, it } from '@jest/globals'
import { type Asked, codecs } from '@sluice/protocol'
import { createSink, PassingTranscoder } from '../src/index.ts'

const codec = codecs['openai-chat']
const { client, frames, backend } = codec
const input = { body: { model: 'm', messages: [{ role: 'user', content: 'hi' }] } }
const sources = { createdAt: 0, nowMs: () => 0, random: () => 0, randomId: () => 'r', sha256: () => '' }
const asked: Asked = {
  input,
  outline: client.outline(input),
  framing: 'whole',
  sources,
  requestId: 'req_test',
  answerModel: 'vendor',
}

const open = () => {
  const stream = client.openStream(asked)
  const sink = createSink({ framing: 'whole', codec, stream, requestId: 'req_test', lateErrors: 'cut' })
  const transcoder = new PassingTranscoder({ passage: frames.openPassage(asked, undefined), comments: 'pass' })
  return { sink, transcoder }
}

describe('a whole answer that passes', () => {
  it('keeps its bytes where the vendor would not stream', () => {
    const body = '{ "object":"chat.completion", "choices":[{"index":0,"message":{"content":"4"},"finish_reason":""}] }'
    const { sink, transcoder } = open()
    transcoder.whole(body)
    for (const message of backend.unfold(body)) transcoder.message(message)
    transcoder.end()
    transcoder.flowInto(sink)
    expect(transcoder.progress.ended).toBe('complete')
    expect(sink.close()).toBe(body)
  })

  it('has no member that the vendor’s chunks have not', () => {
    const { sink, transcoder } = open()
    transcoder.flowInto(sink)
    const choice = { index: 0, delta: { role: 'assistant', content: '', tool_calls: [] }, finish_reason: 'stop' }
    transcoder.message({ data: JSON.stringify({ id: 'a', created: 1, model: 'm', choices: [choice] }) })
    transcoder.end()
    expect(JSON.parse(String(sink.close()))).toEqual({
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' }],
    })
  })
})
