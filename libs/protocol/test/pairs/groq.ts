import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'chatcmpl-1', created: 1, model: 'qwen/qwen3-32b', system_fingerprint: 'fp_1' }
const usage = counts(17, 9, { queue_time: 0.1, total_time: 0.2 })
const plain = { logprobs: null, finish_reason: null }

/** `x_groq` has the seed in the first chunk, and the usage again in the last one. */
function stream(deltas: readonly JsonObject[], finish: string): JsonObject[] {
  const [first, ...others] = chunks(
    head,
    deltas.map((delta) => ({ delta, ...plain })),
  )
  const end = chunks(head, [{ delta: {}, logprobs: null, finish_reason: finish }]).map((chunk) => ({
    ...chunk,
    x_groq: { id: 'req_1', usage },
    usage,
  }))
  return [{ ...first, x_groq: { id: 'req_1', seed: 3 } }, ...others, ...end]
}

function whole(message: JsonObject, finish: string): JsonObject {
  const choice = { message: { role: 'assistant', ...message }, logprobs: null, finish_reason: finish }
  const more = { usage, usage_breakdown: null, x_groq: { id: 'req_1', seed: 3 }, service_tier: 'on_demand' }
  return completion(head, choice, more)
}

const wholeOnly = ['usage_breakdown', 'service_tier'].map((at) => ({ at, because: 'only the whole answer has it' }))
const folder = 'vercel/ai packages/groq/src/__fixtures__'
const tool = { index: 0, type: 'search', arguments: '{"query":"a"}' }

export const groq: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${folder}/groq-text.{chunks.txt,json}`,
    stream: stream([{ role: 'assistant', content: '' }, { content: 'Hi' }, { content: '!' }], 'stop'),
    whole: whole({ content: 'Hi!' }, 'stop'),
    differences: wholeOnly,
  },
  {
    situation: 'thinking',
    seen: `${folder}/groq-reasoning.{chunks.txt,json}`,
    stream: stream(
      [{ role: 'assistant', content: '' }, { reasoning: 'We' }, { reasoning: ' count.' }, { content: 'Three' }],
      'stop',
    ),
    whole: whole({ content: 'Three', reasoning: 'We count.' }, 'stop'),
    differences: wholeOnly,
  },
  {
    situation: 'tools',
    seen: `${folder}/groq-tool-call.{chunks.txt,json}`,
    stream: stream(
      [
        { role: 'assistant', content: null },
        { tool_calls: [{ index: 0, id: 'tk8', type: 'function', function: { name: 'f', arguments: '{}' } }] },
      ],
      'tool_calls',
    ),
    whole: whole(
      { tool_calls: [{ id: 'tk8', type: 'function', function: { name: 'f', arguments: '{}' } }] },
      'tool_calls',
    ),
    differences: [
      ...wholeOnly,
      { at: 'choices.0.message.content', because: 'the whole answer leaves it out where the chunks say null' },
    ],
  },
  {
    situation: 'search, by a tool of Groq’s own',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_groq/test_groq_model_web_search_tool_stream.yaml',
    stream: stream(
      [
        { role: 'assistant', content: null },
        { executed_tools: [{ ...tool, search_results: { results: [] } }] },
        {
          executed_tools: [{ ...tool, output: 'Title: A', search_results: { results: [{ title: 'A', score: 0.9 }] } }],
        },
        { content: 'Sunny' },
      ],
      'stop',
    ),
    whole: whole(
      {
        content: 'Sunny',
        executed_tools: [{ ...tool, output: 'Title: A', search_results: { results: [{ title: 'A', score: 0.9 }] } }],
      },
      'stop',
    ),
    differences: wholeOnly,
  },
]
