import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = { id: 'chatcmpl-1', created: 1, model: 'gpt-5-nano', system_fingerprint: null }
const usage = counts(9, 3)
const safe = { hate: { filtered: false, severity: 'safe' }, violence: { filtered: false, severity: 'safe' } }
const prompt_filter_results = [
  { prompt_index: 0, content_filter_results: { ...safe, jailbreak: { filtered: false, detected: false } } },
]
const none = { filtered: false, detected: false }

/** The first chunk is about the prompt and names no answer; the others say what the filter found in each piece. */
function stream(choices: readonly JsonObject[]): JsonObject[] {
  const first = { id: '', created: 0, model: '', object: '', choices: [], prompt_filter_results }
  const shown = { ...head, usage: null, obfuscation: 'x7' }
  return [first, ...chunks(shown, choices), ...chunks(shown, [], { choices: [], usage })]
}

function whole(choice: JsonObject): JsonObject {
  return completion(head, { logprobs: null, ...choice }, { usage, prompt_filter_results })
}

const plain = { logprobs: null, finish_reason: null }
const role = { delta: { role: 'assistant', content: '', refusal: null }, content_filter_results: {}, ...plain }
const end = (finish: string) => ({ delta: {}, content_filter_results: {}, logprobs: null, finish_reason: finish })
const annotations = {
  at: 'choices.0.message.annotations',
  because: 'the whole answer says an empty list, which no chunk has',
}
const recorded = 'vercel/ai packages/openai/src/chat/__fixtures__/azure-model-router.1.chunks.txt'
const docs = 'https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter'
const call = (args: string) => ({ id: 'call_1', type: 'function', function: { name: 'f', arguments: args } })

export const azure: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${recorded}, ${docs}`,
    stream: stream([
      role,
      { delta: { content: 'Hi' }, content_filter_results: safe, ...plain },
      { delta: { content: '!' }, content_filter_results: { ...safe, protected_material_text: none }, ...plain },
      end('stop'),
    ]),
    whole: whole({
      message: { role: 'assistant', content: 'Hi!', refusal: null, annotations: [] },
      content_filter_results: { ...safe, protected_material_text: none },
      finish_reason: 'stop',
    }),
    differences: [annotations],
  },
  {
    situation: 'tools',
    seen: 'https://learn.microsoft.com/azure/ai-services/openai/how-to/function-calling',
    stream: stream([
      { ...role, delta: { role: 'assistant', content: null, refusal: null, tool_calls: [{ index: 0, ...call('') }] } },
      {
        delta: { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] },
        content_filter_results: {},
        ...plain,
      },
      end('tool_calls'),
    ]),
    whole: whole({
      message: { role: 'assistant', content: null, refusal: null, annotations: [], tool_calls: [call('{"a":1}')] },
      content_filter_results: {},
      finish_reason: 'tool_calls',
    }),
    differences: [annotations],
  },
  {
    situation: 'thinking of a model that is not OpenAI’s',
    seen: 'vercel/ai packages/azure/src/__fixtures__/azure-deepseek-reasoning.1.{chunks.txt,json}',
    stream: chunks(
      { id: 'a1', created: 1, model: 'deepseek-v4-pro', usage: null },
      [
        {
          delta: { role: 'assistant', content: '', reasoning_content: null, tool_calls: null },
          ...plain,
          matched_stop: null,
        },
        {
          delta: { role: null, content: null, reasoning_content: 'We', tool_calls: null },
          ...plain,
          matched_stop: null,
        },
        {
          delta: { role: null, content: 'Hi', reasoning_content: null, tool_calls: null },
          ...plain,
          matched_stop: null,
        },
        { delta: { role: null, content: null }, logprobs: null, finish_reason: 'stop', matched_stop: 1 },
      ],
      { choices: [], usage },
    ),
    whole: completion(
      { id: 'a1', created: 1, model: 'deepseek-v4-pro' },
      {
        message: { role: 'assistant', content: 'Hi', reasoning_content: 'We', tool_calls: null },
        logprobs: null,
        finish_reason: 'stop',
        content_filter_results: safe,
      },
      { usage, prompt_filter_results },
    ),
    differences: [
      { at: 'choices.0.message.tool_calls', because: 'no chunk has a call, and null says nothing' },
      { at: 'choices.0.matched_stop', because: 'only the stream has it' },
      { at: 'choices.0.content_filter_results', because: 'only the whole answer has it' },
      { at: 'prompt_filter_results', because: 'only the whole answer has it' },
    ],
  },
]
