import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '../src/canonical/error.ts'
import type { StreamMessage } from '../src/codec.ts'
import { geminiBackend } from '../src/gemini/backend/index.ts'
import type { StreamEvent } from '../src/index.ts'
import { answer, decode, decodeMessages, lastOf, outline, stop } from './gemini-backend-answer.ts'

describe('framings of a Gemini stream', () => {
  const whole = answer([{ text: 'a' }], stop)
  const text = JSON.stringify(whole)

  it.each<[string, StreamMessage[]]>([
    ['a bare JSON line', [{ data: text, bare: true }]],
    [
      'bare JSON lines',
      [{ data: `${JSON.stringify(answer([{ text: 'a' }]))}\n\n${JSON.stringify({ candidates: [stop] })}`, bare: true }],
    ],
    ['a pretty-printed body', [{ data: JSON.stringify(whole, null, 2), bare: true }]],
    ['an array', [{ data: `[${text}]`, bare: true }]],
    ["OpenAI's terminal marker behind", [{ data: text }, { data: '[DONE]' }]],
    ['messages without data between', [{ data: '' }, { data: text }, { data: '' }]],
  ])('may be %s', (_name, messages) => {
    expect(outline(decodeMessages(messages))).toEqual(['text-start', '"a"', 'text-end'])
  })

  it.each<[string, StreamMessage]>([
    ['HTML', { data: '<html>\nsecret-page</html>', bare: true }],
    ['half a JSON object', { data: '{"candidates":[' }],
    ['JSON that is no object', { data: '5' }],
    ['an array of other things', { data: '["secret-page"]' }],
  ])('may not be %s, and its text is not repeated', (_name, message) => {
    const last = lastOf(decodeMessages([message]))
    expect(last).toMatchObject({ type: 'error', error: { kind: 'bad-upstream-response' } })
    expect(JSON.stringify(last)).not.toContain('secret-page')
  })

  it.each<[string, string]>([
    ['in an array', '[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]'],
    ['with a word instead of a number', '{"error":{"message":"slow","status":"RESOURCE_EXHAUSTED"}}'],
  ])('end with an error %s', (_name, data) => {
    const events = decodeMessages([{ data: JSON.stringify(answer([{ text: 'a' }])) }, { data }, { data: text }])
    expect(lastOf(events)).toMatchObject({
      type: 'error',
      error: { kind: 'rate-limited', status: 429, message: 'slow' },
    })
  })

  it('may say that there is no error', () => {
    expect(lastOf(decode({ ...whole, error: null }))).toMatchObject({ type: 'finish' })
  })

  const half = (text: string, more = '') => ({
    data: `{"candidates":[{"content":{"parts":[{"text":"${text}"}]}${more}}]}`,
  })

  it('hold no half of a surrogate pair (U35)', () => {
    const events = decodeMessages([half('a\\uD83D', ',"finishReason":"STOP"')])
    expect(textOf(events)).toBe('a\uFFFD')
  })

  it('join a character that was cut between two payloads (U35)', () => {
    const events = decodeMessages([half('a\\uD83D'), half('\\uDE00b', ',"finishReason":"STOP"')])
    expect(textOf(events)).toBe('a😀b')
  })
})

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('')
}

describe('a whole Gemini answer', () => {
  it.each<[string, string, object]>([
    ['an error', '[{"error":{"code":503,"message":"m"}}]', { kind: 'overloaded', status: 503 }],
    ['no answer', '{}', { kind: 'empty-response' }],
    ['an empty body', ' ', { kind: 'empty-response' }],
    ['HTML', '<html>', { kind: 'bad-upstream-response' }],
  ])('is an error when it is %s', (_name, body, expected) => {
    expect(() => geminiBackend.unfold(body)).toThrow(GatewayError)
    expect(() => geminiBackend.unfold(body)).toThrow(expect.objectContaining(expected))
  })

  it('becomes the messages of a stream', () => {
    const body = JSON.stringify([answer([{ text: 'a' }]), answer([{ text: 'b' }], stop)], null, 2)
    expect(outline(decodeMessages(geminiBackend.unfold(body)))).toEqual(['text-start', '"a"', '"b"', 'text-end'])
  })
})
