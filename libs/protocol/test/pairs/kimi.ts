import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'chatcmpl-1', created: 1, model: 'kimi-k2.6' }
const usage = counts(20, 5, { cached_tokens: 10 })
const docs = 'https://platform.moonshot.ai/docs/api/chat'

/** The usage of each choice is in the choice. */
function stream(deltas: readonly JsonObject[], finish: string): JsonObject[] {
  const choices = deltas.map((delta) => ({ delta, finish_reason: null }))
  return chunks(head, [...choices, { delta: {}, finish_reason: finish, usage }])
}

function whole(message: JsonObject, finish: string): JsonObject {
  return completion(head, { message: { role: 'assistant', ...message }, finish_reason: finish }, { usage })
}

const search = {
  id: '$web_search:0',
  type: 'builtin_function',
  function: { name: '$web_search', arguments: '{"q":"a"}' },
}
const elided = {
  at: 'choices.0.message.content',
  because: 'the whole answer says null where the chunks say an empty text',
}

export const kimi: readonly Pair[] = [
  {
    situation: 'text',
    seen: docs,
    stream: stream([{ role: 'assistant', content: '' }, { content: 'Hi' }, { content: '!' }], 'stop'),
    whole: whole({ content: 'Hi!' }, 'stop'),
  },
  {
    situation: 'thinking',
    seen: 'vercel/ai packages/moonshotai/src/__fixtures__/moonshotai-{stream.chunks.txt,reasoning.json}',
    stream: stream(
      [{ role: 'assistant', reasoning_content: 'Let' }, { reasoning_content: ' me.' }, { content: 'Three' }],
      'stop',
    ),
    whole: whole({ content: 'Three', reasoning_content: 'Let me.' }, 'stop'),
  },
  {
    situation: 'tools',
    seen: `${docs}, vercel/ai packages/moonshotai/src/__fixtures__/moonshotai-tool-call.json`,
    stream: stream(
      [
        { role: 'assistant', content: '' },
        { tool_calls: [{ index: 0, id: 'f:0', type: 'function', function: { name: 'f', arguments: '' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] },
      ],
      'tool_calls',
    ),
    whole: whole(
      { content: null, tool_calls: [{ id: 'f:0', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
      'tool_calls',
    ),
    differences: [elided],
  },
  {
    situation: 'search',
    seen: 'https://platform.moonshot.ai/docs/guide/use-web-search',
    stream: stream([{ role: 'assistant', content: '' }, { tool_calls: [{ index: 0, ...search }] }], 'tool_calls'),
    whole: whole({ content: '', tool_calls: [search] }, 'tool_calls'),
  },
]
