import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'gen-1', provider: 'OpenAI', model: 'openai/o3', created: 1 }
const usage = counts(9, 3, { cost: 0.1, cost_details: { upstream_inference_cost: null } })
const plain = { finish_reason: null, native_finish_reason: null, logprobs: null }

/** Every delta has the role; the chunk with the usage repeats an empty choice. */
function stream(deltas: readonly JsonObject[], finish: string, native = 'completed'): JsonObject[] {
  const empty = { role: 'assistant', content: '' }
  const choices = [
    ...deltas.map((delta) => ({ delta: { ...empty, ...delta }, ...plain })),
    { delta: empty, finish_reason: finish, native_finish_reason: native, logprobs: null },
  ]
  return chunks(head, choices, { choices: [{ index: 0, delta: empty, ...plain }], usage })
}

function whole(message: JsonObject, finish: string, native = 'completed'): JsonObject {
  const said = { role: 'assistant', content: '', refusal: null, reasoning: null, ...message }
  const choice = { logprobs: null, finish_reason: finish, native_finish_reason: native, message: said }
  return completion(head, choice, { usage })
}

const nulls = (...names: string[]) =>
  names.map((name) => ({
    at: `choices.0.message.${name}`,
    because: 'the whole answer says null, which no chunk has',
  }))
const folder = 'pydantic/pydantic-ai tests/models/cassettes/test_openrouter'
const summary = (text: string) => ({
  type: 'reasoning.summary',
  summary: text,
  format: 'openai-responses-v1',
  index: 0,
})
const secret = { type: 'reasoning.encrypted', data: 'gAAA', id: 'rs_1', format: 'openai-responses-v1', index: 0 }
const thought = (text: string, more: JsonObject) => ({ type: 'reasoning.text', text, index: 0, ...more })
const citation = {
  type: 'url_citation',
  url_citation: { url: 'https://a.test', title: 'A', content: 'x', start_index: 0, end_index: 0 },
}
const image = { type: 'image_url', index: 0, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }

export const openrouter: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${folder}/test_openrouter_stream_with_native_options.yaml, https://openrouter.ai/docs/api-reference/overview`,
    stream: stream([{ content: 'Hi' }, { content: '!' }], 'stop'),
    whole: whole({ content: 'Hi!' }, 'stop'),
    differences: nulls('refusal', 'reasoning'),
  },
  {
    situation: 'thinking of an OpenAI model: a summary, and what only OpenAI can read',
    seen: `${folder}/test_openrouter_{stream_with_reasoning,preserve_reasoning_block}.yaml`,
    stream: stream(
      [
        { reasoning: '**Plan', reasoning_details: [summary('**Plan')] },
        { reasoning: 'ning**', reasoning_details: [summary('ning**')] },
        { reasoning: null, reasoning_details: [secret] },
        { content: 'Hi' },
      ],
      'stop',
    ),
    whole: whole(
      { content: 'Hi', reasoning: '**Planning**', reasoning_details: [summary('**Planning**'), secret] },
      'stop',
    ),
    differences: nulls('refusal'),
  },
  {
    situation: 'thinking of an Anthropic model: signed at its end',
    seen: `${folder}/test_openrouter_streaming_reasoning.yaml, https://openrouter.ai/docs/use-cases/reasoning-tokens`,
    stream: stream(
      [
        { reasoning: 'We', reasoning_details: [thought('We', { format: 'anthropic-claude-v1' })] },
        { reasoning: ' do', reasoning_details: [thought(' do', { format: 'anthropic-claude-v1' })] },
        { reasoning_details: [{ type: 'reasoning.text', index: 0, signature: 'U0lH', format: 'anthropic-claude-v1' }] },
        { content: 'Hi' },
      ],
      'stop',
      'end_turn',
    ),
    whole: whole(
      {
        content: 'Hi',
        reasoning: 'We do',
        reasoning_details: [thought('We do', { signature: 'U0lH', format: 'anthropic-claude-v1' })],
      },
      'stop',
      'end_turn',
    ),
    differences: nulls('refusal'),
  },
  {
    situation: 'tools',
    seen: `${folder}/test_openrouter_tool_calling.yaml`,
    stream: stream(
      [
        { content: null, tool_calls: [{ index: 0, ...call, function: { name: 'f', arguments: '' } }] },
        { content: null, tool_calls: [{ index: 0, type: 'function', function: { arguments: '{"a":1}' } }] },
      ],
      'tool_calls',
    ),
    whole: whole({ content: '', tool_calls: [{ index: 0, ...call }] }, 'tool_calls'),
    differences: [
      ...nulls('refusal', 'reasoning'),
      {
        at: 'choices.0.message.tool_calls.0.index',
        because: 'the place in a list is no member in OpenAI’s whole answers',
      },
    ],
  },
  {
    situation: 'images',
    seen: 'https://openrouter.ai/docs/features/multimodal/image-generation',
    stream: stream([{ content: 'Here.' }, { images: [image] }], 'stop'),
    whole: whole({ content: 'Here.', images: [image] }, 'stop'),
    differences: nulls('refusal', 'reasoning'),
  },
  {
    situation: 'speech',
    seen: 'https://openrouter.ai/docs/features/multimodal/audio',
    stream: stream(
      [{ audio: { id: 'a1', transcript: 'Hi' } }, { audio: { data: 'QQ==' } }, { audio: { data: 'Qg==' } }],
      'stop',
    ),
    whole: whole({ audio: { id: 'a1', transcript: 'Hi', data: 'QUI=' } }, 'stop'),
    differences: nulls('refusal', 'reasoning'),
  },
  {
    situation: 'search',
    seen: `${folder}/test_openrouter_web_search_annotations{,_stream}.yaml`,
    stream: stream([{ content: 'Hi' }, { annotations: [citation] }, { annotations: [citation] }], 'stop'),
    whole: whole({ content: 'Hi', annotations: [citation, citation] }, 'stop'),
    differences: nulls('refusal', 'reasoning'),
  },
]
