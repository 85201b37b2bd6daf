import { expect } from '@jest/globals'
import { type AnswerVector, completion, delta, toolCall } from './answer-vector.ts'

const firstCandidate = 'candidates[0]'
const parts = `${firstCandidate}.content.parts`
const emptyText = [{ text: '' }]

const wholeVectors: readonly AnswerVector[] = [
  {
    id: 'T212',
    name: 'text',
    answer: {
      ...completion({ content: 'ok' }),
      usage: {
        prompt_tokens: 3,
        completion_tokens: 5,
        total_tokens: 8,
        prompt_tokens_details: { cached_tokens: 1 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
    },
    expected: {
      whole: {
        candidates: [{ content: { role: 'model', parts: [{ text: 'ok' }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: {
          promptTokenCount: 3,
          cachedContentTokenCount: 1,
          candidatesTokenCount: 1,
          thoughtsTokenCount: 4,
          totalTokenCount: 8,
        },
      },
    },
  },
  {
    id: 'T214',
    name: 'empty arguments are an empty object',
    answer: completion({ content: null, tool_calls: [toolCall('c1', 'f', '')] }, 'tool_calls'),
    expected: {
      exact: { [parts]: [{ functionCall: { id: 'c1', name: 'f', args: {} } }] },
      choice: { finishReason: 'STOP' },
    },
  },
  ...['{"a":', '[1]'].map(
    (args): AnswerVector => ({
      id: 'T215',
      name: `arguments ${args} are a malformed call`,
      answer: completion({ content: null, tool_calls: [toolCall('c1', 'f', args)] }, 'tool_calls'),
      expected: {
        exact: { [parts]: emptyText },
        choice: { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: expect.stringMatching(/./) },
      },
    }),
  ),
  ...['reasoning_content', 'reasoning'].map(
    (member): AnswerVector => ({
      id: 'T217',
      name: `${member} is a thought when it was asked for`,
      answer: completion({ [member]: 'T', content: 'ok' }),
      expected: { exact: { [parts]: [{ text: 'T', thought: true }, { text: 'ok' }] } },
    }),
  ),
  {
    id: 'T217',
    name: 'reasoning that nobody asked for is not shown',
    answer: completion({ reasoning_content: 'T', content: 'ok' }),
    encoder: { includeThoughts: false },
    expected: { exact: { [parts]: [{ text: 'ok' }] } },
  },
  {
    id: 'T217',
    name: 'pictures of the answer, each with its own signature',
    answer: completion({
      content: 'here',
      images: [
        {
          type: 'image_url',
          index: 0,
          image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' },
          extra_content: { google: { thought_signature: 'U0lH' } },
        },
      ],
    }),
    expected: {
      exact: {
        [parts]: [
          { text: 'here' },
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'U0lH' },
        ],
      },
    },
  },
  {
    id: 'T118',
    name: 'a call whose id the vendor gave before gets one of its own',
    answer: completion(
      { content: null, tool_calls: [toolCall('c1', 'f', '{}'), toolCall('c1', 'g', '{}')] },
      'tool_calls',
    ),
    expected: {
      exact: {
        [`${parts}[0].functionCall.id`]: 'c1',
        [`${parts}[1].functionCall.id`]: expect.stringMatching(/^call_.{24}$/),
      },
    },
  },
  {
    id: 'T118',
    name: 'a tool whose name the vendor does not take gets its own name back',
    answer: completion({ content: null, tool_calls: [toolCall('c1', 'fs_read_file', '{}')] }, 'tool_calls'),
    decoding: { toolNames: new Map([['fs_read_file', { name: 'fs.read:file' }]]) },
    expected: { exact: { [parts]: [{ functionCall: { id: 'c1', name: 'fs.read:file', args: {} } }] } },
  },
  {
    id: 'T218',
    name: 'a refusal',
    answer: completion({ content: null, refusal: 'no' }),
    expected: { exact: { [parts]: [{ text: 'no' }] }, choice: { finishReason: 'SAFETY' } },
  },
  {
    id: 'T220',
    name: 'a signature that is not base64 is left out',
    answer: completion(
      {
        content: null,
        tool_calls: [{ ...toolCall('c1', 'f', '{}'), extra_content: { google: { thought_signature: 'not base64!' } } }],
      },
      'tool_calls',
    ),
    expected: { exact: { [parts]: [{ functionCall: { id: 'c1', name: 'f', args: {} } }] } },
  },
  {
    id: 'T220',
    name: 'a signature in base64 stays on its part',
    answer: completion(
      {
        content: null,
        tool_calls: [{ ...toolCall('c1', 'f', '{}'), extra_content: { google: { thought_signature: 'U0lH' } } }],
      },
      'tool_calls',
    ),
    expected: {
      exact: { [parts]: [{ functionCall: { id: 'c1', name: 'f', args: {} }, thoughtSignature: 'U0lH' }] },
    },
  },
  {
    id: 'T221',
    name: 'sound that was counted',
    answer: {
      ...completion({ content: 'ok' }),
      usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12, prompt_tokens_details: { audio_tokens: 7 } },
    },
    expected: { whole: { usageMetadata: { promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 7 }] } } },
  },
  {
    id: 'T221',
    name: "Google's layer reports a malformed call without a message",
    answer: { choices: [{ index: 0, finish_reason: 'function_call_filter: MALFORMED_FUNCTION_CALL' }] },
    expected: { exact: { [parts]: emptyText }, choice: { finishReason: 'MALFORMED_FUNCTION_CALL' } },
  },
  {
    id: 'T221',
    name: "Google's layer reports a filter with its own word",
    answer: { choices: [{ index: 0, finish_reason: 'content_filter: PROHIBITED_CONTENT' }] },
    expected: { exact: { [parts]: emptyText }, choice: { finishReason: 'PROHIBITED_CONTENT' } },
  },
  {
    id: 'T223',
    name: 'no output at all still has a part and a role',
    answer: completion({ content: '' }),
    expected: {
      exact: { [`${firstCandidate}.content`]: { role: 'model', parts: emptyText } },
      choice: { finishReason: 'STOP' },
    },
  },
]

const streamVectors: readonly AnswerVector[] = [
  {
    id: 'T224',
    name: 'content and a call in one delta',
    payloads: [
      delta({ content: 'ok', tool_calls: [{ index: 0, ...toolCall('a', 'f', '{}') }] }),
      delta({}, 'tool_calls'),
      '[DONE]',
    ],
    expected: {
      exact: { [parts]: [{ text: 'ok' }, { functionCall: { id: 'a', name: 'f', args: {} } }] },
    },
  },
  {
    id: 'T226',
    name: 'interleaved calls come out whole and in index order',
    payloads: [
      delta({ tool_calls: [{ index: 1, ...toolCall('b', 'g', '{"x"') }] }),
      delta({ tool_calls: [{ index: 0, ...toolCall('a', 'f', '{"y"') }] }),
      delta({ tool_calls: [{ index: 1, function: { arguments: ':1}' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: ':2}' } }] }),
      delta({}, 'tool_calls'),
      '[DONE]',
    ],
    expected: {
      exact: {
        [parts]: [
          { functionCall: { id: 'a', name: 'f', args: { y: 2 } } },
          { functionCall: { id: 'b', name: 'g', args: { x: 1 } } },
        ],
      },
    },
  },
  {
    id: 'T227',
    name: 'whole calls with a null or missing index',
    payloads: [
      delta({ tool_calls: [{ index: null, id: 'a', function: { name: 'f', arguments: '{}' } }] }),
      delta({ tool_calls: [{ id: 'b', function: { name: 'g', arguments: '{}' } }] }),
      delta({}, 'tool_calls'),
      '[DONE]',
    ],
    streamOnly: true,
    expected: {
      exact: {
        [parts]: [
          { functionCall: { id: 'a', name: 'f', args: {} } },
          { functionCall: { id: 'b', name: 'g', args: {} } },
        ],
      },
    },
  },
  {
    id: 'T229',
    name: 'stop although a call was seen',
    payloads: [delta({ tool_calls: [{ index: 0, ...toolCall('a', 'f', '{}') }] }), delta({}, 'stop'), '[DONE]'],
    expected: {
      exact: { [parts]: [{ functionCall: { id: 'a', name: 'f', args: {} } }] },
      choice: { finishReason: 'STOP' },
    },
  },
  ...['', 'null'].map(
    (nothing): AnswerVector => ({
      id: 'T230',
      name: `finish_reason ${JSON.stringify(nothing)} is no finish`,
      payloads: [delta({ content: 'a' }, nothing), delta({ content: 'b' }, nothing), delta({}, 'stop'), '[DONE]'],
      expected: { exact: { [parts]: [{ text: 'ab' }] }, choice: { finishReason: 'STOP' } },
    }),
  ),
  {
    id: 'T235',
    name: 'line ends that are not ASCII are escaped',
    payloads: [delta({ content: 'a\u2028b\u2029c\u0085d' }), delta({}, 'stop'), '[DONE]'],
    expected: { exact: { [parts]: [{ text: 'a\u2028b\u2029c\u0085d' }] } },
  },
]

const errorVectors: readonly AnswerVector[] = [
  {
    id: 'T232',
    name: 'an error in mid-stream',
    payloads: [delta({ content: 'a' }), { error: { message: 'boom', type: 'server_error', code: null } }],
    streamOnly: true,
    expected: {
      error: { status: 500, body: { error: { code: 500, message: 'boom', status: 'INTERNAL' } } },
      lateError: '{"error":{"code":500,"message":"boom","status":"INTERNAL"}}\n',
    },
  },
  {
    id: 'T233',
    name: 'a stream cut without a finish and without DONE',
    payloads: [delta({ content: 'a' })],
    streamOnly: true,
    expected: { error: { status: 503, body: { error: { code: 503, status: 'UNAVAILABLE' } } } },
  },
]

export const oiVectors: readonly AnswerVector[] = [...wholeVectors, ...streamVectors, ...errorVectors]

/** T236: the only heartbeat that every Gemini client ignores, exactly. */
export const geminiHeartbeat = {
  id: 'T236',
  text: 'data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"index":0}]}\n\n',
} as const
