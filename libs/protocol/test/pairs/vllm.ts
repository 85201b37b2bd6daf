import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'chatcmpl-1', created: 1, model: 'Qwen/Qwen3-8B' }
const usage = counts(9, 3)

function stream(deltas: readonly JsonObject[], finish: string, tokens?: readonly number[]): JsonObject[] {
  const ids = (place: number) => (tokens ? [tokens[place] ?? 0] : null)
  const first = { delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }
  const pieces = deltas.map((delta, place) => ({ delta, logprobs: null, finish_reason: null, token_ids: ids(place) }))
  const end = { delta: {}, logprobs: null, finish_reason: finish, stop_reason: null, token_ids: null }
  return chunks(head, [first, ...pieces, end], { choices: [], usage })
}

function whole(message: JsonObject, finish: string, tokens: readonly number[] | null = null): JsonObject {
  const nothing = {
    refusal: null,
    annotations: null,
    audio: null,
    function_call: null,
    tool_calls: [],
    reasoning: null,
  }
  const said = { role: 'assistant', content: null, ...nothing, ...message }
  const token_ids = tokens && [...tokens]
  const choice = { message: said, logprobs: null, finish_reason: finish, stop_reason: null, token_ids }
  return completion(head, choice, { usage, prompt_logprobs: null, kv_transfer_params: null })
}

const because = 'vLLM’s whole answers say every member of their type, the empty ones too'
const empty = (...said: string[]) => [
  ...['prompt_logprobs', 'kv_transfer_params'].map((at) => ({ at, because })),
  ...['refusal', 'annotations', 'audio', 'function_call', 'tool_calls', 'reasoning']
    .filter((name) => !said.includes(name))
    .map((name) => ({ at: `choices.0.message.${name}`, because })),
]
const source = 'vllm-project/vllm vllm/entrypoints/openai/chat_completion/protocol.py'

export const vllm: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${source}, pydantic/pydantic-ai tests/models/cassettes/test_crusoe/test_crusoe_model_streaming.yaml`,
    stream: stream([{ content: 'Hi' }, { content: '!' }], 'stop'),
    whole: whole({ content: 'Hi!' }, 'stop'),
    differences: empty(),
  },
  {
    situation: 'text with the numbers of its tokens',
    seen: `${source} (return_token_ids)`,
    stream: stream([{ content: 'Hi' }, { content: '!' }], 'stop', [5, 6]),
    whole: whole({ content: 'Hi!' }, 'stop', [5, 6]),
    differences: empty(),
  },
  {
    situation: 'thinking',
    seen: 'https://docs.vllm.ai/en/latest/features/reasoning_outputs.html',
    stream: stream([{ reasoning: 'We' }, { reasoning: ' do' }, { content: 'Hi' }], 'stop'),
    whole: whole({ content: 'Hi', reasoning: 'We do' }, 'stop'),
    differences: empty('reasoning'),
  },
  {
    situation: 'tools',
    seen: 'https://docs.vllm.ai/en/latest/features/tool_calling.html',
    stream: stream(
      [
        { tool_calls: [{ index: 0, id: 'chatcmpl-tool-1', type: 'function', function: { name: 'f' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
        { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] },
      ],
      'tool_calls',
    ),
    whole: whole(
      { tool_calls: [{ id: 'chatcmpl-tool-1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
      'tool_calls',
    ),
    differences: [
      ...empty('tool_calls'),
      { at: 'choices.0.message.content', because: 'null in the whole answer, an empty text in the first chunk' },
    ],
  },
]
