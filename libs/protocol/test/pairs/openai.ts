import type { JsonObject } from '../../src/index.ts'
import { chunks, completion, counts, type Pair } from './pair.ts'

const head = {
  id: 'chatcmpl-1',
  created: 1,
  model: 'gpt-4.1-nano',
  service_tier: 'default',
  system_fingerprint: 'fp_1',
}
const plain = { logprobs: null, finish_reason: null }
const stop = { delta: {}, logprobs: null, finish_reason: 'stop' }
const usage = counts(9, 2, { prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 } })

/** Chunks of a request with `stream_options.include_usage`. */
function stream(choices: readonly JsonObject[]): JsonObject[] {
  return chunks({ ...head, usage: null, obfuscation: 'x7' }, choices, { choices: [], usage })
}

function whole(message: JsonObject, choice: JsonObject = {}): JsonObject {
  const said = { role: 'assistant', content: null, refusal: null, annotations: [], ...message }
  return completion(head, { message: said, logprobs: null, finish_reason: 'stop', ...choice }, { usage })
}

const role = (delta: JsonObject) => ({ delta: { role: 'assistant', refusal: null, ...delta }, ...plain })
const piece = (delta: JsonObject, choice: JsonObject = {}) => ({ delta, ...plain, ...choice })
const annotations = {
  at: 'choices.0.message.annotations',
  because: 'the whole answer says an empty list, which no chunk has',
}
const fixture = 'vercel/ai packages/openai/src/chat/__fixtures__/openai-text.{chunks.txt,json}'
const calls = (...list: JsonObject[]) => ({ tool_calls: list })
const call = (id: string, name: string, args: string) => ({ id, type: 'function', function: { name, arguments: args } })
const citation = {
  type: 'url_citation',
  url_citation: { start_index: 0, end_index: 2, title: 'T', url: 'https://a.test' },
}
const token = (text: string) => ({ token: text, logprob: -0.1, bytes: [text.charCodeAt(0)], top_logprobs: [] })

export const openai: readonly Pair[] = [
  {
    situation: 'text',
    seen: fixture,
    stream: stream([role({ content: '' }), piece({ content: 'Hi' }), piece({ content: ' you' }), stop]),
    whole: whole({ content: 'Hi you' }),
    differences: [annotations],
  },
  {
    situation: 'text with its tokens',
    seen: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
    stream: stream([
      role({ content: '' }),
      piece({ content: 'a' }, { logprobs: { content: [token('a')], refusal: null } }),
      piece({ content: 'b' }, { logprobs: { content: [token('b')], refusal: null } }),
      stop,
    ]),
    whole: whole({ content: 'ab' }, { logprobs: { content: [token('a'), token('b')], refusal: null } }),
    differences: [annotations],
  },
  {
    situation: 'a refusal',
    seen: 'openai/openai-python tests/lib/chat/test_completions_streaming.py',
    stream: stream([role({ content: null }), piece({ refusal: 'I am' }), piece({ refusal: ' sorry.' }), stop]),
    whole: whole({ refusal: 'I am sorry.' }),
    differences: [annotations],
  },
  {
    situation: 'tools, two at once',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_openai',
    stream: stream([
      role({ content: null, ...calls({ index: 0, ...call('call_1', 'f', '') }) }),
      piece(calls({ index: 0, function: { arguments: '{"a"' } })),
      piece(calls({ index: 0, function: { arguments: ':1}' } })),
      piece(calls({ index: 1, ...call('call_2', 'g', '') })),
      piece(calls({ index: 1, function: { arguments: '{}' } })),
      { ...stop, finish_reason: 'tool_calls' },
    ]),
    whole: whole(calls(call('call_1', 'f', '{"a":1}'), call('call_2', 'g', '{}')), { finish_reason: 'tool_calls' }),
    differences: [annotations],
  },
  {
    situation: 'a custom tool',
    seen: 'openai/openai-node src/resources/chat/completions/completions.ts',
    stream: stream([
      role({ content: null, ...calls({ index: 0, id: 'call_1', type: 'custom', custom: { name: 'run', input: '' } }) }),
      piece(calls({ index: 0, custom: { input: 'print' } })),
      piece(calls({ index: 0, custom: { input: '(1)' } })),
      { ...stop, finish_reason: 'tool_calls' },
    ]),
    whole: whole(calls({ id: 'call_1', type: 'custom', custom: { name: 'run', input: 'print(1)' } }), {
      finish_reason: 'tool_calls',
    }),
    differences: [annotations],
  },
  {
    situation: 'an older function',
    seen: 'https://platform.openai.com/docs/api-reference/chat/object',
    stream: stream([
      role({ content: null, function_call: { name: 'f', arguments: '' } }),
      piece({ function_call: { arguments: '{"a"' } }),
      piece({ function_call: { arguments: ':1}' } }),
      { ...stop, finish_reason: 'function_call' },
    ]),
    whole: whole({ function_call: { name: 'f', arguments: '{"a":1}' } }, { finish_reason: 'function_call' }),
    differences: [annotations],
  },
  {
    situation: 'speech',
    seen: 'https://github.com/openai/openai-openapi/issues/577, https://github.com/openai/openai-python/issues/2507',
    stream: stream([
      role({ content: null, audio: { id: 'audio_1', transcript: '' } }),
      piece({ audio: { transcript: 'Hi' } }),
      piece({ audio: { data: 'QQ==' } }),
      piece({ audio: { data: 'Qg==' } }),
      piece({ audio: { expires_at: 7 } }),
      stop,
    ]),
    whole: whole({ audio: { id: 'audio_1', data: 'QUI=', expires_at: 7, transcript: 'Hi' } }),
    differences: [annotations],
  },
  {
    situation: 'search',
    seen: 'vercel/ai packages/openai/src/chat/openai-chat-language-model.test.ts',
    stream: stream([role({ content: '' }), piece({ content: 'Hi' }), piece({ annotations: [citation] }), stop]),
    whole: whole({ content: 'Hi', annotations: [citation] }),
  },
]
