import { describe, expect, it } from '@jest/globals'
import { type Asked, codecs, type StreamEvent } from '@sluice/protocol'
import { createSink } from '../src/index.ts'

const codec = codecs.gemini
const input = { model: 'm', stream: false, body: { contents: [{ parts: [{ text: 'hi' }] }] } }
const sources = { createdAt: 0, nowMs: () => 0, random: () => 0, randomId: () => 'r', sha256: () => '' }
const asked: Asked = {
  input,
  outline: codec.client.outline(input),
  framing: 'whole',
  sources,
  requestId: 'req_test',
  answerModel: 'asked',
}
const args =
  '{"id":1234567890123456789,"at":-9007199254740993,"text":"12345678901234567890","half":0.12345678901234567}'

function createFold() {
  const stream = codec.client.openStream(asked)
  return createSink({ framing: 'whole', codec, stream, requestId: 'req_test', lateErrors: 'cut' })
}

describe('an answer in one piece', () => {
  it("keeps the digits of whole numbers in a call's arguments, as the stream does", () => {
    const sink = createFold()
    const events: StreamEvent[] = [
      { type: 'start' },
      { type: 'tool-call-start', choice: 0, id: 'c', name: 'f' },
      { type: 'tool-call-delta', choice: 0, arguments: args },
      { type: 'tool-call-end', choice: 0 },
      { type: 'finish', choices: [{ choice: 0, reason: 'tool-calls' }] },
    ]
    for (const event of events) sink.event(event)
    expect(String(sink.close())).toContain(
      '"args":{"id":1234567890123456789,"at":-9007199254740993,"text":"12345678901234567890",',
    )
  })

  it('keeps them in a frame that somebody has parsed already', () => {
    const sink = createFold()
    const data = `{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":${args}}}]},"finishReason":"STOP"}]}`
    sink.pass(undefined, { data, json: JSON.parse(data) })
    expect(String(sink.close())).toContain('"id":1234567890123456789')
  })
})
