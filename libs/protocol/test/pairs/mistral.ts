import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'b1', created: 1, model: 'magistral-medium-latest' }
const usage = counts(10, 6)

function stream(deltas: readonly JsonObject[], last: JsonObject, finish: string): JsonObject[] {
  const choices = deltas.map((delta) => ({ delta, finish_reason: null }))
  return chunks(head, choices, { choices: [{ index: 0, delta: last, finish_reason: finish }], usage })
}

function whole(message: JsonObject, finish: string): JsonObject {
  return completion(head, { message: { role: 'assistant', ...message }, finish_reason: finish }, { usage })
}

const text = (value: string) => ({ type: 'text', text: value })
const thinking = (value: string) => ({ type: 'thinking', thinking: [text(value)] })
const reference = { type: 'reference', reference_ids: [0] }
const folder = 'vercel/ai packages/mistral/src/__fixtures__'
const role = { role: 'assistant', content: '' }

export const mistral: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${folder}/mistral-text.{chunks.txt,json}`,
    stream: stream([role, { content: 'Hel' }, { content: 'lo' }], { content: '' }, 'stop'),
    whole: whole({ content: 'Hello', tool_calls: null }, 'stop'),
    differences: [{ at: 'choices.0.message.tool_calls', because: 'the whole answer says null, which no chunk has' }],
  },
  {
    situation: 'tools',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_multimodal_tool_returns, https://docs.mistral.ai/capabilities/function_calling',
    stream: stream(
      [role],
      { content: '', tool_calls: [{ index: 0, id: 'D681PevKs', function: { name: 'f', arguments: '{"a":1}' } }] },
      'tool_calls',
    ),
    whole: whole(
      {
        content: '',
        tool_calls: [{ index: 0, id: 'D681PevKs', function: { name: 'f', arguments: '{"a":1}' } }],
      },
      'tool_calls',
    ),
    differences: [
      {
        at: 'choices.0.message.tool_calls.0.index',
        because: 'the place in a list is no member in OpenAI’s whole answers',
      },
      { at: 'choices.0.message.tool_calls.0.type', because: 'the types of every OpenAI SDK require one' },
    ],
  },
  {
    situation: 'thinking',
    seen: `${folder}/mistral-reasoning.{chunks.txt,json}`,
    stream: stream(
      [{ role: 'assistant', content: [thinking('We')] }, { content: [thinking(' add.')] }, { content: [text('4')] }],
      { content: '' },
      'stop',
    ),
    whole: whole({ content: [thinking('We add.'), text('4')] }, 'stop'),
  },
  {
    situation: 'thinking, then text as strings',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_mistral/test_mistral_model_thinking_part_iter.yaml',
    stream: stream([role, { content: [thinking('We')] }, { content: '4' }, { content: '!' }], { content: '' }, 'stop'),
    whole: whole({ content: [thinking('We'), text('4!')] }, 'stop'),
  },
  {
    situation: 'search, as references',
    seen: 'https://docs.mistral.ai/capabilities/citations',
    stream: stream([role, { content: 'Paris' }, { content: [reference] }, { content: '.' }], { content: '' }, 'stop'),
    whole: whole({ content: [text('Paris'), reference, text('.')] }, 'stop'),
  },
]
