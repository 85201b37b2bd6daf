import type { JsonObject, Protocol } from '../../src/index.ts'

export type PayloadsOfSize = (size: number) => readonly JsonObject[]

function list<T>(size: number, item: (at: number) => T): T[] {
  return Array.from({ length: size }, (_, at) => item(at))
}

const members = (size: number): JsonObject => Object.fromEntries(list(size, (at) => [`x${at}`, 'a']))

function chunk(delta: JsonObject, finish_reason: string | null = null, index = 0): JsonObject {
  return { id: 'a', object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason }] }
}

const stop = chunk({}, 'stop')

function calls(size: number, call: (at: number) => JsonObject): readonly JsonObject[] {
  return [...list(size, (at) => chunk({ tool_calls: [call(at)] })), stop]
}

const openaiChat: Readonly<Record<string, PayloadsOfSize>> = {
  'many texts': (size) => [...list(size, () => chunk({ content: 'a' })), stop],
  'many thoughts and texts': (size) => [
    ...list(size, (at) => chunk(at % 2 === 0 ? { content: 'a' } : { reasoning_content: 'a' })),
    stop,
  ],
  'a text of many parts': (size) => [chunk({ content: list(size, () => ({ type: 'text', text: 'a' })) }), stop],
  'many calls': (size) =>
    calls(size, (at) => ({ index: at, id: `c${at}`, type: 'function', function: { name: 'f', arguments: '{}' } })),
  'many calls in one chunk': (size) => [
    chunk({ tool_calls: list(size, (at) => ({ index: at, id: `c${at}`, function: { name: 'f', arguments: '{}' } })) }),
    stop,
  ],
  'many calls backwards': (size) =>
    calls(size, (at) => ({ index: size - at, id: `c${at}`, function: { name: 'f', arguments: '{}' } })),
  'many calls without an index': (size) =>
    calls(size, (at) => ({ id: `c${at}`, function: { name: 'f', arguments: '{}' } })),
  'many calls without index and id': (size) => calls(size, () => ({ function: { name: 'f', arguments: '{}' } })),
  'many calls of one id': (size) =>
    calls(size, (at) => ({ index: at, id: 'c', function: { name: 'f', arguments: '{}' } })),
  'a name in every fragment': (size) => calls(size, () => ({ index: 0, function: { name: 'f', arguments: '[' } })),
  'a name in every fragment of blanks': (size) =>
    calls(size, (at) => ({ index: 0, function: { name: 'f', arguments: at === 0 ? `{${'"'.repeat(size)}}` : ' ' } })),
  'one call in many fragments': (size) =>
    calls(size, (at) => ({
      index: 0,
      ...(at === 0 && { id: 'c' }),
      function: { ...(at === 0 && { name: 'f' }), arguments: ' ' },
    })),
  'two calls in many fragments': (size) =>
    calls(size, (at) => ({
      index: at % 2,
      id: `c${at % 2}`,
      function: { ...(at < 2 && { name: 'f' }), arguments: ' ' },
    })),
  'many texts behind a call': (size) => [
    chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] }),
    ...list(size, (at) => chunk(at % 2 === 0 ? { content: 'a' } : { reasoning: 'a' })),
    stop,
  ],
  'many choices': (size) => list(size, (at) => chunk({ content: 'a' }, 'stop', at % 128)),
  'a new member in every delta': (size) => [...list(size, (at) => chunk({ [`x${at}`]: 'a' })), stop],
  'a new member in every chunk': (size) => [...list(size, (at) => ({ ...stop, [`x${at}`]: 'a' })), stop],
  'a new member in every choice': (size) =>
    list(size, (at) => ({ choices: [{ ...members(1), [`x${at}`]: 1, delta: { content: 'a' } }] })),
  'a new nested member in every delta': (size) => [...list(size, (at) => chunk({ x: { [`x${at}`]: 'a' } })), stop],
  'many details': (size) => [
    ...list(size, (at) => chunk({ reasoning_details: [{ index: at, type: 'reasoning.text', text: 'a' }] })),
    stop,
  ],
  'one detail in many pieces': (size) => [
    ...list(size, () => chunk({ reasoning_details: [{ index: 0, type: 'reasoning.text', text: 'a' }] })),
    stop,
  ],
  'details of new members': (size) => [
    ...list(size, (at) => chunk({ reasoning_details: [{ index: 0, type: 'reasoning.text', [`x${at}`]: 'a' }] })),
    stop,
  ],
  'many log probabilities': (size) => [
    ...list(size, () => ({
      choices: [{ index: 0, delta: { content: 'a' }, logprobs: { content: [{ token: 'a' }] } }],
    })),
    stop,
  ],
  'many signatures': (size) => [
    ...list(size, (at) =>
      chunk({ content: 'a', extra_content: { [`v${at}`]: {}, google: { thought_signature: 'QUFB' } } }),
    ),
    stop,
  ],
  'many usages': (size) => [...list(size, () => ({ choices: [], usage: { prompt_tokens: 1 } })), stop],
}

function payload(parts: JsonObject[], members: JsonObject = {}): JsonObject {
  return { candidates: [{ content: { role: 'model', parts }, index: 0, ...members }] }
}

const end = payload([{ text: 'a' }], { finishReason: 'STOP' })
const call = (at: number) => ({ functionCall: { id: `c${at}`, name: 'f', args: {} }, thoughtSignature: 'QUFB' })

const gemini: Readonly<Record<string, PayloadsOfSize>> = {
  'many texts': (size) => [...list(size, () => payload([{ text: 'a' }])), end],
  'many thoughts and texts': (size) => [...list(size, (at) => payload([{ text: 'a', thought: at % 2 === 0 }])), end],
  'many parts': (size) => [payload(list(size, (at) => ({ text: 'a', thought: at % 2 === 0 }))), end],
  'many pictures': (size) => [
    payload(list(size, () => ({ inlineData: { mimeType: 'image/png', data: 'QUFB' } }))),
    end,
  ],
  'much raw audio': (size) => [
    ...list(size, () => payload([{ inlineData: { mimeType: 'audio/L16;rate=24000', data: 'QUFB' } }])),
    end,
  ],
  'many calls': (size) => [...list(size, (at) => payload([call(at)])), end],
  'many calls in one payload': (size) => [payload(list(size, call)), end],
  'many calls of one id': (size) => [payload(list(size, () => call(0))), end],
  'a call in many pieces': (size) => [
    ...list(size, () =>
      payload([
        { functionCall: { name: 'f', partialArgs: [{ jsonPath: '$.a', stringValue: 'a' }], willContinue: true } },
      ]),
    ),
    end,
  ],
  'many candidates': (size) => [
    { candidates: list(size, (index) => ({ index, finishReason: 'STOP', content: { parts: [{ text: 'a' }] } })) },
  ],
  'candidates far away': (size) => [
    {
      candidates: [0, size * 1000].map((index) => ({
        index,
        finishReason: 'STOP',
        content: { parts: [{ text: 'a' }] },
      })),
    },
  ],
  'a new member in every payload': (size) => [...list(size, (at) => ({ ...end, [`x${at}`]: 'a' })), end],
  'a new member in every candidate': (size) => [
    ...list(size, (at) => payload([{ text: 'a' }], { [`x${at}`]: 'a' })),
    end,
  ],
  'a new member in every content': (size) => [
    ...list(size, (at) => ({ candidates: [{ content: { role: 'model', parts: [{ text: 'a' }], [`x${at}`]: 'a' } }] })),
    end,
  ],
  'a part of many members': (size) => [payload([{ text: 'a', ...members(size) }, { text: 'b' }]), end],
  'much grounding': (size) => [
    payload([{ text: 'a' }], { groundingMetadata: { groundingChunks: list(size, () => ({ web: { uri: 'a' } })) } }),
    end,
  ],
}

/** Streams of answers that grow in one place. */
export const answerShapes: Readonly<Record<Protocol, Readonly<Record<string, PayloadsOfSize>>>> = {
  'openai-chat': openaiChat,
  gemini,
}
