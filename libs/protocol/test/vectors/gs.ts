import { type AnswerVector, candidate, functionCall, partial } from './answer-vector.ts'

const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 }
const basic = [partial({ text: 'Hel' }), { ...candidate([{ text: 'lo' }]), usageMetadata }]
const basicStream = ['R0', 'd0{"content":"Hel"}', 'd0{"content":"lo"}', 'f0:stop']
const usageChunk = 'u{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}'
const quiet = { includeUsage: false }
const prettyError = JSON.stringify({ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }, null, 2)

export const gsVectors: readonly AnswerVector[] = [
  {
    id: 'T148',
    name: 'usage comes right before DONE when it was asked for',
    payloads: basic,
    expected: { stream: [...basicStream, usageChunk, 'DONE'] },
  },
  {
    id: 'T148',
    name: 'without include_usage no chunk has usage',
    payloads: basic,
    encoder: quiet,
    expected: { stream: [...basicStream, 'DONE'], absent: ['usage'] },
  },
  {
    id: 'T151',
    name: 'STOP on every chunk gives one finish',
    payloads: ['a', 'b', 'c'].map((text) => candidate([{ text }])),
    encoder: quiet,
    expected: {
      stream: ['R0', 'd0{"content":"a"}', 'd0{"content":"b"}', 'd0{"content":"c"}', 'f0:stop', 'DONE'],
      choice: { message: { content: 'abc' } },
    },
  },
  {
    id: 'T151',
    name: 'an early empty STOP does not end the answer',
    payloads: [{ candidates: [{ content: {}, finishReason: 'STOP' }] }, candidate([{ text: 'a' }])],
    encoder: quiet,
    expected: { stream: ['R0', 'd0{"content":"a"}', 'f0:stop', 'DONE'] },
  },
  {
    id: 'T151',
    name: 'the last reason counts when an early STOP was none',
    payloads: [candidate([{ text: 'a' }]), candidate([{ text: 'b' }], 'MAX_TOKENS')],
    encoder: quiet,
    expected: { stream: ['R0', 'd0{"content":"a"}', 'd0{"content":"b"}', 'f0:length', 'DONE'] },
  },
  {
    id: 'T152',
    name: 'call and STOP in separate chunks',
    payloads: [partial(functionCall('x', 'f', { a: 1 })), candidate([{ text: '' }])],
    encoder: quiet,
    expected: {
      stream: [
        'R0',
        'd0{"tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}',
        'f0:tool_calls',
        'DONE',
      ],
    },
  },
  {
    id: 'T154',
    name: 'one function twice without ids gets two ids',
    payloads: [
      partial({ functionCall: { name: 'f' } }),
      partial({ functionCall: { name: 'f' } }),
      candidate([{ text: '' }]),
    ],
    encoder: quiet,
    expected: {
      stream: [
        'R0',
        'd0{"tool_calls":[{"index":0,"id":"<made 0>","type":"function","function":{"name":"f","arguments":"{}"}}]}',
        'd0{"tool_calls":[{"index":1,"id":"<made 1>","type":"function","function":{"name":"f","arguments":"{}"}}]}',
        'f0:tool_calls',
        'DONE',
      ],
    },
  },
  {
    id: 'T155',
    name: 'n=2 and the second candidate comes first',
    payloads: [
      { candidates: [{ index: 1, content: { parts: [{ text: 'B' }] } }] },
      {
        candidates: [
          { index: 0, content: { parts: [{ text: 'A' }] }, finishReason: 'STOP' },
          { index: 1, finishReason: 'STOP' },
        ],
      },
    ],
    encoder: quiet,
    expected: {
      stream: ['R0', 'R1', 'd1{"content":"B"}', 'd0{"content":"A"}', 'f0:stop', 'f1:stop', 'DONE'],
    },
  },
  {
    id: 'T157',
    name: 'thoughts then text, requested',
    payloads: [partial({ text: 'T', thought: true }), candidate([{ text: 'ok' }])],
    encoder: quiet,
    expected: { stream: ['R0', 'd0{"reasoning_content":"T"}', 'd0{"content":"ok"}', 'f0:stop', 'DONE'] },
  },
  {
    id: 'T157',
    name: 'thoughts then text, not requested',
    payloads: [partial({ text: 'T', thought: true }), candidate([{ text: 'ok' }])],
    encoder: { includeUsage: false, includeThoughts: false },
    expected: { stream: ['R0', 'd0{"content":"ok"}', 'f0:stop', 'DONE'] },
  },
  {
    id: 'T158',
    name: 'a final empty signed text',
    payloads: [partial({ text: 'ok' }), candidate([{ text: '', thoughtSignature: 'U0lH' }])],
    encoder: quiet,
    expected: {
      stream: [
        'R0',
        'd0{"content":"ok"}',
        'd0{"extra_content":{"google":{"thought_signature":"U0lH"}}}',
        'f0:stop',
        'DONE',
      ],
      choice: { message: { content: 'ok', extra_content: { google: { thought_signature: 'U0lH' } } } },
    },
  },
  {
    id: 'T160',
    name: 'cumulative usage is not summed',
    payloads: [
      ...[1, 5, 9].map((candidatesTokenCount) => ({
        ...partial({ text: 'x' }),
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount, totalTokenCount: 1 + candidatesTokenCount },
      })),
      candidate([{ text: 'y' }]),
    ],
    expected: { whole: { usage: { completion_tokens: 9 } } },
  },
  {
    id: 'T161',
    name: 'a usage-only last payload',
    payloads: [candidate([{ text: 'ok' }]), { usageMetadata }],
    expected: { stream: ['R0', 'd0{"content":"ok"}', 'f0:stop', usageChunk, 'DONE'] },
  },
  {
    id: 'T163',
    name: 'a blocked prompt',
    payloads: [
      { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 } },
    ],
    encoder: quiet,
    expected: {
      stream: [
        'R0',
        'f0{"extra_content":{"google":{"prompt_feedback":{"block_reason":"SAFETY"}}}}:content_filter',
        'DONE',
      ],
    },
  },
  {
    id: 'T166',
    name: 'a bare pretty-printed error in mid-stream',
    body: `data: ${JSON.stringify(partial({ text: 'a' }))}\r\n\r\n${prettyError}\n`,
    expected: {
      stream: ['R0', 'd0{"content":"a"}'],
      error: { status: 503, body: { error: { type: 'server_error', code: 'overloaded' } } },
      lateError: 'data: {"error":{"message":"overloaded","type":"server_error","param":null,"code":"overloaded"}}\n\n',
    },
  },
  {
    id: 'T170',
    name: 'no event at all',
    body: '',
    expected: { stream: [], error: { status: 502, body: { error: { code: 'empty_response' } } } },
  },
  {
    id: 'T172',
    name: 'a JSON array where a stream was asked for',
    body: `[${basic.map((payload) => JSON.stringify(payload, null, 2)).join('\n,\r\n')}\n]`,
    expected: { stream: [...basicStream, usageChunk, 'DONE'] },
  },
  {
    id: 'T176',
    name: 'parallel_tool_calls false keeps the first call only',
    payloads: [candidate([functionCall('a', 'f', {}), functionCall('b', 'g', {})])],
    decoding: { firstCallOnly: true },
    encoder: quiet,
    expected: {
      stream: [
        'R0',
        'd0{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}',
        'f0:tool_calls',
        'DONE',
      ],
    },
  },
]

/** T149: request bodies that ask for stream options without a stream; all are refused with param `stream_options`. */
export const streamOptionsVectors = [
  { id: 'T149', stream: false },
  { id: 'T149', stream: undefined },
  { id: 'T149', stream: null },
] as const
