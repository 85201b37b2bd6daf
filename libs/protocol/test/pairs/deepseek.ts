import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'a1', created: 1, model: 'deepseek-reasoner', system_fingerprint: 'fp_1' }
const usage = counts(9, 4, {
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 2 },
  prompt_cache_hit_tokens: 0,
  prompt_cache_miss_tokens: 9,
})
const plain = { logprobs: null, finish_reason: null }

/** Usage rides on the chunk that has the finish. */
function stream(deltas: readonly JsonObject[], last: JsonObject, finish: string): JsonObject[] {
  const end = { index: 0, delta: last, logprobs: null, finish_reason: finish }
  const choices = deltas.map((delta) => ({ delta, ...plain }))
  return chunks({ ...head, usage: null }, choices, { choices: [end], usage })
}

function whole(message: JsonObject, finish: string): JsonObject {
  return completion(
    head,
    { message: { role: 'assistant', ...message }, logprobs: null, finish_reason: finish },
    { usage },
  )
}

const folder = 'vercel/ai packages/deepseek/src/chat/__fixtures__'

export const deepseek: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${folder}/deepseek-text.{chunks.txt,json}`,
    stream: stream([{ role: 'assistant', content: '' }, { content: 'Hi' }, { content: '!' }], { content: '' }, 'stop'),
    whole: whole({ content: 'Hi!' }, 'stop'),
  },
  {
    situation: 'thinking',
    seen: `${folder}/deepseek-reasoning.{chunks.txt,json}`,
    stream: stream(
      [
        { role: 'assistant', content: null, reasoning_content: '' },
        { content: null, reasoning_content: 'We' },
        { content: null, reasoning_content: ' count.' },
        { content: 'Three', reasoning_content: null },
      ],
      { content: '', reasoning_content: null },
      'stop',
    ),
    whole: whole({ content: 'Three', reasoning_content: 'We count.' }, 'stop'),
  },
  {
    situation: 'tools, after thinking',
    seen: `${folder}/deepseek-tool-call.{chunks.txt,json}`,
    stream: stream(
      [
        { role: 'assistant', content: null, reasoning_content: '' },
        { content: null, reasoning_content: 'Call f.' },
        { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
        { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] },
      ],
      { content: '', reasoning_content: null },
      'tool_calls',
    ),
    whole: whole(
      {
        content: '',
        reasoning_content: 'Call f.',
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
      'tool_calls',
    ),
    differences: [
      {
        at: 'choices.0.message.tool_calls.0.index',
        because: 'the place in a list is no member in OpenAI’s whole answers',
      },
    ],
  },
]
