import { describe, expect, it } from '@jest/globals'
import { checkEventOrder } from '../src/canonical/check-event-order.ts'
import { GatewayError } from '../src/canonical/error.ts'
import type { StreamEvent } from '../src/canonical/event.ts'
import type { Decoding, Sources, StreamMessage } from '../src/codec.ts'
import { geminiBackend } from '../src/gemini/backend/index.ts'
import { usageFromGemini } from '../src/gemini/backend/usage.ts'
import type { JsonObject } from '../src/json/json.ts'

function createSources(): Sources {
  let made = 0
  return { createdAt: 0, sha256: () => '', randomId: () => `${made++}`.padStart(24, 'r') }
}

function createDecoder(decoding: Partial<Decoding> = {}) {
  return geminiBackend.createDecoder({ toolNames: new Map(), firstCallOnly: false, ...decoding }, createSources())
}

function decodeMessages(messages: readonly StreamMessage[], decoding?: Partial<Decoding>): StreamEvent[] {
  const decoder = createDecoder(decoding)
  const events = [...messages.flatMap((message) => [...decoder.push(message)]), ...decoder.end(), ...decoder.end()]
  expect(checkEventOrder(events)).toEqual([])
  return events
}

function decode(...payloads: JsonObject[]): StreamEvent[] {
  return decodeMessages(payloads.map((payload) => ({ data: JSON.stringify(payload) })))
}

function answer(parts: JsonObject[], members: JsonObject = {}): JsonObject {
  return { candidates: [{ content: { role: 'model', parts }, ...members }] }
}

const stop = { finishReason: 'STOP' }

/** `text-start`, `"a"`, `text-end!U0lH` …, without start and finish. */
function outline(events: readonly StreamEvent[]): string[] {
  return events.slice(1, -1).map((event) => {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') return JSON.stringify(event.text)
    if (event.type === 'tool-call-delta') return event.arguments
    return 'signature' in event && event.signature !== undefined ? `${event.type}!${event.signature}` : event.type
  })
}

function lastOf(events: readonly StreamEvent[]): StreamEvent | undefined {
  return events.at(-1)
}

describe('blocks of a Gemini answer', () => {
  it('close a text with the signature that comes after it', () => {
    const events = decode(
      answer([{ text: 'a' }]),
      answer([{ text: '', thoughtSignature: 'U0lH' }, { text: 'b' }], stop),
    )
    expect(outline(events)).toEqual(['text-start', '"a"', 'text-end!U0lH', 'text-start', '"b"', 'text-end'])
  })

  it('are empty but signed where only a signature came', () => {
    expect(outline(decode(answer([{ thoughtSignature: 'U0lH' }], stop)))).toEqual(['text-start', 'text-end!U0lH'])
  })

  it('count signed text as the answer unless it says that it is a thought', () => {
    const events = decode(
      answer(
        [
          { text: 'T', thought: true },
          { text: 'a', thoughtSignature: 'U0lH' },
        ],
        stop,
      ),
    )
    expect(outline(events)).toEqual(['reasoning-start', '"T"', 'reasoning-end', 'text-start', '"a"', 'text-end!U0lH'])
  })

  it('show code, its output and left-out media as text', () => {
    const parts = [
      { executableCode: { language: 'PYTHON', code: 'print(1)\n' } },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    ]
    expect(outline(decode(answer(parts, stop)))).toEqual([
      'text-start',
      JSON.stringify('\n```python\nprint(1)\n```\n'),
      JSON.stringify('\n```output\n1\n```\n'),
      '"[image/png omitted]"',
      'text-end',
    ])
  })

  it('restore the names of tools and keep the first call where one is allowed', () => {
    const call = (name: string) => ({ functionCall: { name, args: { a: 1 } } })
    const message = { data: JSON.stringify(answer([call('a_b'), call('c')], stop)) }
    const events = decodeMessages([message], { toolNames: new Map([['a_b', 'a b']]), firstCallOnly: true })
    expect(events.filter((event) => event.type === 'tool-call-start')).toMatchObject([
      { name: 'a b', id: `call_${'0'.padStart(24, 'r')}` },
    ])
    expect(lastOf(events)).toMatchObject({ choices: [{ reason: 'tool-calls', raw: 'STOP' }] })
  })
})

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

  it('hold no half of a surrogate pair', () => {
    const events = decodeMessages([
      { data: '{"candidates":[{"content":{"parts":[{"text":"a\\uD83D"}]},"finishReason":"STOP"}]}' },
    ])
    expect(outline(events)).toContain('"a\uFFFD"')
  })
})

describe('the end of a Gemini answer', () => {
  it.each<[string, JsonObject[], string]>([
    ['nothing', [], 'empty-response'],
    ['usage only', [{ usageMetadata: { promptTokenCount: 1 } }], 'empty-response'],
    ['text without a finish', [answer([{ text: 'a' }])], 'truncated'],
    [
      'a finish that says nothing',
      [answer([{ text: 'a' }], { finishReason: 'FINISH_REASON_UNSPECIFIED' })],
      'truncated',
    ],
    ['one finish of two', [{ candidates: [{ index: 0, ...stop }, { index: 1 }] }], 'truncated'],
    [
      'a failure after thoughts',
      [answer([{ text: 'T', thought: true }], { finishReason: 'OTHER' })],
      'generation-failed',
    ],
  ])('is an error after %s', (_name, payloads, kind) => {
    expect(lastOf(decode(...payloads))).toMatchObject({ type: 'error', error: { kind } })
  })

  it('is a finish where one of two choices failed', () => {
    const payload = {
      candidates: [
        { index: 1, finishReason: 'OTHER' },
        { index: 0, content: { parts: [{ text: 'a' }] }, ...stop },
      ],
    }
    expect(lastOf(decode(payload))).toMatchObject({
      choices: [
        { choice: 0, reason: 'stop' },
        { choice: 1, reason: 'stop', raw: 'OTHER' },
      ],
    })
  })

  it('is a call where a later one was malformed', () => {
    const payloads = [
      answer([{ functionCall: { name: 'f' } }]),
      { candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] },
    ]
    expect(lastOf(decode(...payloads))).toMatchObject({ choices: [{ reason: 'tool-calls' }] })
  })

  it('is a filter for text whose prompt is refused afterwards', () => {
    const events = decode(answer([{ text: 'a' }]), {
      promptFeedback: { blockReason: 'SAFETY', safetyRatings: [{ blocked: true }] },
    })
    expect(lastOf(events)).toMatchObject({
      choices: [
        {
          reason: 'content-filter',
          raw: 'SAFETY',
          google: { prompt_feedback: { block_reason: 'SAFETY', safety_ratings: [{ blocked: true }] } },
        },
      ],
    })
  })

  it('tells what Google says about it in snake_case, and nothing after a plain stop', () => {
    const groundingMetadata = { webSearchQueries: ['q'] }
    const members = {
      finishReason: 'SPII',
      finishMessage: 'm',
      citationMetadata: { citationSources: [{ startIndex: 1 }] },
      groundingMetadata,
    }
    expect(lastOf(decode(answer([{ text: 'a' }], members)))).toMatchObject({
      choices: [
        {
          google: {
            finish_reason: 'SPII',
            finish_message: 'm',
            citation_metadata: { citation_sources: [{ start_index: 1 }] },
            grounding_metadata: groundingMetadata,
          },
        },
      ],
    })
    expect(lastOf(decode(answer([{ text: 'a' }], stop)))).toEqual({
      type: 'finish',
      choices: [{ choice: 0, reason: 'stop', raw: 'STOP' }],
    })
  })

  it('keeps the last counts that are any', () => {
    const decoder = createDecoder()
    for (const usageMetadata of [{ promptTokenCount: 1 }, { promptTokenCount: 2, candidatesTokenCount: 3 }, {}]) {
      Array.from(decoder.push({ data: JSON.stringify({ ...answer([{ text: 'a' }]), usageMetadata }) }))
    }
    expect(decoder.usage).toEqual({ inputTokens: 2, outputTokens: 3, totalTokens: 5 })
  })
})

describe('usage of a Gemini answer', () => {
  it.each<[JsonObject, object]>([
    [
      { promptTokenCount: 7, totalTokenCount: 7 },
      { inputTokens: 7, totalTokens: 7 },
    ],
    [
      { promptTokenCount: 5, thoughtsTokenCount: 63, totalTokenCount: 68 },
      { inputTokens: 5, outputTokens: 63, reasoningTokens: 63, totalTokens: 68 },
    ],
    [{ promptTokenCount: -1, candidatesTokenCount: 'x' }, {}],
  ])('of %j', (json, usage) => {
    expect(usageFromGemini(json)).toEqual(usage)
  })
})

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
