import { describe, expect, it } from '@jest/globals'
import { codecs, type Frame, reportedField } from '../src/index.ts'
import { meaningOf } from './answer-meaning.ts'
import { answer } from './gemini-backend-answer.ts'
import { askedOf, createDecoder, decodeEvents, encodeEvents, foldFrames } from './translate-answer.ts'
import { delta, toolCall } from './vectors/answer-vector.ts'

type Payload = Parameters<typeof JSON.stringify>[0]
const messages = (...payloads: Payload[]) =>
  payloads.map((payload) => ({ data: typeof payload === 'string' ? payload : JSON.stringify(payload) }))
const chat = (...payloads: Payload[]) => decodeEvents('openai-chat', messages(...payloads))
const gemini = (...payloads: Payload[]) => decodeEvents('gemini', messages(...payloads))
const stop = delta({}, 'stop')
const toGemini = (...payloads: Payload[]) => foldFrames('gemini', encodeEvents('gemini', chat(...payloads)))
const usage = (members: object) => ({ choices: [], usage: members })

describe('usage of an OpenAI-style vendor', () => {
  it.each<[string, object, object]>([
    [
      'reasoning beside the completion (xAI)',
      {
        prompt_tokens: 12,
        completion_tokens: 2,
        total_tokens: 354,
        completion_tokens_details: { reasoning_tokens: 340 },
      },
      { promptTokenCount: 12, candidatesTokenCount: 2, thoughtsTokenCount: 340, totalTokenCount: 354 },
    ],
    [
      'reasoning inside the completion',
      {
        prompt_tokens: 12,
        completion_tokens: 9,
        total_tokens: 21,
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      { promptTokenCount: 12, candidatesTokenCount: 5, thoughtsTokenCount: 4, totalTokenCount: 21 },
    ],
    [
      'cached tokens beside the counts (Kimi)',
      { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10, cached_tokens: 4 },
      { promptTokenCount: 9, cachedContentTokenCount: 4, candidatesTokenCount: 1, totalTokenCount: 10 },
    ],
  ])('%s', (_what, said, usageMetadata) => {
    expect(toGemini(delta({ content: 'a' }), stop, usage(said))).toMatchObject({ usageMetadata })
  })

  it('says the sound in Gemini’s counts', () => {
    const audio = (tokenCount: number) => [
      { modality: 'TEXT', tokenCount: 1 },
      { modality: 'AUDIO', tokenCount },
    ]
    const counts = { promptTokenCount: 9, candidatesTokenCount: 8, totalTokenCount: 17 }
    const usageMetadata = { ...counts, promptTokensDetails: audio(5), candidatesTokensDetails: audio(6) }
    const events = gemini({ ...answer([{ text: 'a' }], { finishReason: 'STOP' }), usageMetadata })
    expect(foldFrames('openai-chat', encodeEvents('openai-chat', events))).toMatchObject({
      usage: { prompt_tokens_details: { audio_tokens: 5 }, completion_tokens_details: { audio_tokens: 6 } },
    })
  })
})

describe('odd members of an OpenAI-style answer', () => {
  it.each<[string, object]>([
    ['an older call', { content: '4', function_call: { name: '', arguments: '' } }],
    ['a call', { content: '4', tool_calls: [{ custom: { name: '', input: '' } }] }],
  ])('%s that is empty is none (Snowflake)', (_what, said) => {
    expect(meaningOf(chat(delta(said as never, 'stop')))).toMatchObject({ text: '4', calls: [], reasons: ['stop'] })
  })

  it('reads thoughts that stand in the details only (OpenRouter, Snowflake)', () => {
    const details = (item: object) => delta({ content: '', reasoning: null, reasoning_details: [item] } as never)
    const events = chat(
      details({ type: 'reasoning.summary', summary: 'a' }),
      details({ type: 'reasoning.text', text: 'b' }),
      stop,
    )
    expect(meaningOf(events).reasoning).toBe('ab')
  })

  it('gives the second call of one id an id of its own', () => {
    const ids = (events: ReturnType<typeof chat>) => meaningOf(events).calls.map(({ id }) => id)
    const two = chat(
      delta({
        tool_calls: [
          { index: 0, ...toolCall('a', 'f', '{}') },
          { index: 1, ...toolCall('a', 'g', '{}') },
        ],
      }),
      stop,
    )
    expect(ids(two)).toEqual(['a', expect.stringMatching(/^call_/)])
    const call = (name: string) => ({ functionCall: { id: 'a', name, args: {} } })
    expect(ids(gemini(answer([call('f'), call('g')], { finishReason: 'STOP' })))).toEqual([
      'a',
      expect.stringMatching(/^call_/),
    ])
  })

  it('numbers an only choice 0, whatever the vendor calls it', () => {
    for (const protocol of ['openai-chat', 'gemini'] as const) {
      const decoder = createDecoder(protocol, { choices: 1 })
      const payload =
        protocol === 'gemini'
          ? { candidates: [{ index: 3, content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' }] }
          : { choices: [{ index: 3, delta: { content: 'a' }, finish_reason: 'stop' }] }
      const events = [...decoder.push({ data: JSON.stringify(payload) }), ...decoder.end()]
      const { choices } = foldFrames('openai-chat', encodeEvents('openai-chat', events))
      expect(choices).toMatchObject([{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }])
    }
  })
})

describe('what an answer holds beside its text', () => {
  it('goes to a Gemini client: sources, statements, pictures, tokens', () => {
    const citation = (url: string, start: number, end: number) => ({
      type: 'url_citation',
      url_citation: { url, title: 'T', start_index: start, end_index: end },
    })
    const token = { token: 'Zü', logprob: -1, top_logprobs: [{ token: 'Zü', logprob: -1 }] }
    const whole = toGemini(
      { choices: [{ index: 0, delta: { content: 'Zürich.' }, logprobs: { content: [token] } }] },
      delta({ annotations: [citation('https://a.test', 0, 6), citation('https://b.test', 0, 0)] } as never),
      delta({ images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } }] } as never),
      { ...stop, citations: ['https://c.test'], search_results: [{ url: 'https://c.test', title: 'C' }] },
    )
    expect(whole.candidates).toMatchObject([
      {
        content: { parts: [{ text: 'Zürich.' }, { inlineData: { mimeType: 'image/png', data: 'QUJD' } }] },
        groundingMetadata: {
          groundingChunks: ['https://a.test', 'https://b.test', 'https://c.test'].map((uri) => ({ web: { uri } })),
          groundingSupports: [{ segment: { startIndex: 0, endIndex: 7, text: 'Zürich' }, groundingChunkIndices: [0] }],
        },
        logprobsResult: { chosenCandidates: [{ token: 'Zü', logProbability: -1 }] },
      },
    ])
  })

  it('is counted by name where nothing carries it', () => {
    const lost = (protocol: 'openai-chat' | 'gemini', payload: object) => {
      const decoder = createDecoder(protocol)
      for (const _ of decoder.push({ data: JSON.stringify(payload) }));
      return [...(decoder.lost ?? [])]
    }
    const names = [
      ...lost('gemini', answer([{ toolCall: { id: 'x' } }, { toolResponse: { id: 'x' } }] as never)),
      ...lost('openai-chat', { ...delta({ executed_tools: [{}], audio: { data: 'QQ==' } } as never), images: [{}] }),
      ...lost('openai-chat', delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] } as never)),
    ]
    expect(names).toEqual([
      'answer.candidates[].content.parts[].toolCall',
      'answer.candidates[].content.parts[].toolResponse',
      'answer.images',
      'answer.choices[].message.audio',
      'answer.choices[].message.executed_tools',
      'answer.choices[].message.reasoning_details',
    ])
    for (const name of names) expect(reportedField(name)).toBe(name)
  })
})

describe('an end that only some upstreams mean', () => {
  const end = (protocol: 'openai-chat' | 'gemini', quirks: object, payloads: Payload[]) => {
    const decoder = createDecoder(protocol, { quirks })
    return [...messages(...payloads).flatMap((message) => [...decoder.push(message)]), ...decoder.end()].at(-1)
  }

  it('takes [DONE] for a finish where the upstream does (Snowflake Cortex: usage, then [DONE])', () => {
    const cortex = [delta({ content: '4' }), usage({ total_tokens: 3 }), '[DONE]']
    expect(end('openai-chat', {}, cortex)).toMatchObject({ error: { kind: 'truncated' } })
    expect(end('openai-chat', { doneIsFinish: true }, cortex)).toMatchObject({
      choices: [{ choice: 0, reason: 'stop' }],
    })
    expect(end('openai-chat', { doneIsFinish: true }, cortex.slice(0, 2))).toMatchObject({
      error: { kind: 'truncated' },
    })
  })

  it('takes a clean end after thoughts for a finish where the upstream does', () => {
    const thoughts = [answer([{ text: 'T', thought: true }])]
    expect(end('gemini', {}, thoughts)).toMatchObject({ error: { kind: 'truncated', retryable: true } })
    expect(end('gemini', { thoughtsAreFinish: true }, thoughts)).toMatchObject({ choices: [{ reason: 'stop' }] })
    expect(end('gemini', { thoughtsAreFinish: true }, [answer([{ text: 'a' }])])).toMatchObject({
      error: { kind: 'truncated' },
    })
  })

  it('is as true of a stream that passes', () => {
    const over = (protocol: 'openai-chat' | 'gemini', quirks: object, payloads: Payload[]) => {
      const passage = codecs[protocol].frames.openPassage(askedOf(protocol), undefined, quirks)
      const passed = messages(...payloads).map((message) => passage.take(message))
      return [...passed, passage.end()].find(({ over, failure }) => over ?? failure)
    }
    const cortex = [delta({ content: '4' }), usage({ total_tokens: 3 }), '[DONE]']
    expect(over('openai-chat', {}, cortex)).toMatchObject({ failure: { kind: 'truncated' } })
    expect(over('openai-chat', { doneIsFinish: true }, cortex)).toMatchObject({ over: 'complete' })
    const thoughts = [answer([{ text: 'T', thought: true }])]
    expect(over('gemini', {}, thoughts)).toMatchObject({ failure: { kind: 'truncated' } })
    expect(over('gemini', { thoughtsAreFinish: true }, thoughts)).toMatchObject({ over: 'complete' })
  })

  it('is a finish to the client of a stream that passes', () => {
    const passed = (protocol: 'openai-chat' | 'gemini', quirks: object, payloads: Payload[]): Frame[] => {
      const passage = codecs[protocol].frames.openPassage(askedOf(protocol), undefined, quirks)
      const frames: Frame[] = messages(...payloads).flatMap((message) => {
        const passed = passage.take(message).frames
        return passed === 'same' ? [message] : [...passed]
      })
      const last = payloads.at(-1) === '[DONE]' ? [] : passage.end().frames
      return [...frames, ...(last === 'same' ? [] : last)]
    }
    const cut = { choices: [{ index: 1, delta: { content: '5' }, finish_reason: 'length' }] }
    const chunks = passed('openai-chat', { doneIsFinish: true }, [delta({ content: '4' }), cut, '[DONE]'])
    expect(chunks.at(-1)).toMatchObject({ data: '[DONE]' })
    expect(foldFrames('openai-chat', chunks).choices).toMatchObject([
      { message: { content: '4' }, finish_reason: 'stop' },
      { message: { content: '5' }, finish_reason: 'length' },
    ])
    const payloads = passed('gemini', { thoughtsAreFinish: true }, [answer([{ text: 'T', thought: true }])])
    expect(foldFrames('gemini', payloads)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] })
  })
})
