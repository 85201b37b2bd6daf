import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'chatcmpl-887', created: 1, model: 'gpt-oss:20b', system_fingerprint: 'fp_ollama' }
const usage = counts(9, 3)

/** Every delta has the role and a text, empty or not. */
function stream(deltas: readonly JsonObject[], finish: string): JsonObject[] {
  const empty = { role: 'assistant', content: '' }
  const pieces = deltas.map((delta) => ({ delta: { ...empty, ...delta }, finish_reason: null }))
  return chunks(head, [...pieces, { delta: empty, finish_reason: finish }], { choices: [], usage })
}

function whole(message: JsonObject, finish: string): JsonObject {
  return completion(head, { message: { role: 'assistant', content: '', ...message }, finish_reason: finish }, { usage })
}

const source = 'ollama/ollama openai/openai.go'
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }

export const ollama: readonly Pair[] = [
  {
    situation: 'text',
    seen: source,
    stream: stream([{ content: 'Hi' }, { content: '!' }], 'stop'),
    whole: whole({ content: 'Hi!' }, 'stop'),
  },
  {
    situation: 'thinking',
    seen: `${source}, pydantic/pydantic-ai tests/models/cassettes/test_ollama`,
    stream: stream([{ reasoning: 'We' }, { reasoning: ' do' }, { content: 'Hi' }], 'stop'),
    whole: whole({ content: 'Hi', reasoning: 'We do' }, 'stop'),
  },
  {
    situation: 'tools, each whole in one chunk',
    seen: source,
    stream: stream(
      [{ tool_calls: [{ index: 0, ...call }] }, { tool_calls: [{ index: 1, ...call, id: 'call_2' }] }],
      'tool_calls',
    ),
    whole: whole(
      {
        tool_calls: [
          { index: 0, ...call },
          { index: 1, ...call, id: 'call_2' },
        ],
      },
      'tool_calls',
    ),
    differences: [0, 1].map((place) => ({
      at: `choices.0.message.tool_calls.${place}.index`,
      because: 'the place in a list is no member in OpenAI’s whole answers',
    })),
  },
]
