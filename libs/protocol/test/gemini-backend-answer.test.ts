import { describe, expect, it } from '@jest/globals'
import { usageFromGemini } from '../src/gemini/backend/usage.ts'
import type { JsonObject } from '../src/json/json.ts'
import { answer, createDecoder, decode, decodeMessages, lastOf, outline, stop } from './gemini-backend-answer.ts'

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
      { inlineData: { mimeType: 'video/mp4', data: 'AAAA' } },
    ]
    expect(outline(decode(answer(parts, stop)))).toEqual([
      'text-start',
      JSON.stringify('\n```python\nprint(1)\n```\n'),
      JSON.stringify('\n```output\n1\n```\n'),
      '"[video/mp4 omitted]"',
      'text-end',
    ])
  })

  it('restore the names of tools and keep the first call where one is allowed', () => {
    const call = (name: string) => ({ functionCall: { name, args: { a: 1 } } })
    const message = { data: JSON.stringify(answer([call('a_b'), call('c')], stop)) }
    const events = decodeMessages([message], { toolNames: new Map([['a_b', { name: 'a b' }]]), firstCallOnly: true })
    expect(events.filter((event) => event.type === 'tool-call-start')).toMatchObject([
      { name: 'a b', id: `call_${'0'.padStart(24, 'r')}` },
    ])
    expect(lastOf(events)).toMatchObject({ choices: [{ reason: 'tool-calls', raw: 'STOP' }] })
  })
})

describe('the end of a Gemini answer (U64)', () => {
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
          extensions: { gemini: { prompt_feedback: { block_reason: 'SAFETY', safety_ratings: [{ blocked: true }] } } },
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
          extensions: {
            gemini: {
              finish_reason: 'SPII',
              finish_message: 'm',
              citation_metadata: { citation_sources: [{ start_index: 1 }] },
              grounding_metadata: { web_search_queries: ['q'] },
            },
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
