import { describe, expect, it } from '@jest/globals'
import { type Asked, codecs } from '@sluice/protocol'
import { createSink, EarlyStop, PassingTranscoder } from '../src/index.ts'

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

interface Chunk {
  readonly choices: readonly { readonly index: number; readonly delta: object; readonly finish_reason: string | null }[]
}

/** What a client gets of passing chunks, with `</x>` as the stop tag. */
function pass(chunks: readonly object[], choices = 1): { ended: string | undefined; data: string[] } {
  const stream = client.openStream(asked)
  const sink = createSink({ framing: 'sse', codec, stream, requestId: 'req_test', lateErrors: 'cut' })
  const passage = frames.openPassage(asked, new EarlyStop([{ tag: '</x>', include: false }], choices))
  const transcoder = new PassingTranscoder({ passage, comments: 'pass' })
  transcoder.flowInto(sink)
  for (const chunk of chunks) transcoder.message({ data: JSON.stringify(chunk) })
  const text = String(sink.take() ?? '')
  const data = text.split('\n\n').flatMap((message) => (message === '' ? [] : [message.slice('data: '.length)]))
  return { ended: transcoder.progress.ended, data }
}

const chunk = (index: number, delta: object, finish: string | null = null) => ({
  id: 'x',
  object: 'chat.completion.chunk',
  choices: [{ index, delta, finish_reason: finish }],
})

describe('a passing OpenAI stream that is stopped at a tag', () => {
  it.each(['a</x>b', '</x>b'])('keeps the role when the first chunk holds the tag: %s', (content) => {
    const { ended, data } = pass([chunk(0, { role: 'assistant', content })])
    const [first, last, marker]: (Chunk | string)[] = data.map((text) => (text === '[DONE]' ? text : JSON.parse(text)))
    expect(first).toMatchObject({ choices: [{ delta: { role: 'assistant', content: content.split('</x>')[0] } }] })
    expect(last).toMatchObject({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
    expect([ended, marker]).toEqual(['early-stop', '[DONE]'])
  })

  it('says the role once', () => {
    const { data } = pass([chunk(0, { role: 'assistant', content: '' }), chunk(0, { content: 'a</x>' })])
    expect(data.filter((text) => text.includes('assistant'))).toHaveLength(1)
  })

  it('waits for no tag in a choice that has finished by itself', () => {
    const chunks = [
      chunk(0, { role: 'assistant', content: 'a' }, 'stop'),
      chunk(1, { role: 'assistant', content: 'b</x>c' }),
    ]
    const { ended, data } = pass(chunks, 2)
    expect(ended).toBe('early-stop')
    expect(data.join('')).not.toContain('c"')
  })
})
