import { expect } from '@jest/globals'
import { type AnswerVector, candidate, functionCall, type PendingCase, toolCall } from './answer-vector.ts'
import { goCarriedVectors } from './go-carried.ts'
import { goFinishVectors } from './go-finish.ts'

const signature = { google: { thought_signature: 'U0lH' } }
const textVectors: readonly AnswerVector[] = [
  {
    id: 'T107',
    name: 'basic answer',
    answer: {
      responseId: 'abc',
      modelVersion: 'gemini-2.5-flash-001',
      candidates: [{ content: { role: 'model', parts: [{ text: 'ok' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    },
    encoder: { model: 'gemini-2.5-flash' },
    expected: {
      whole: {
        id: 'chatcmpl-abc',
        object: 'chat.completion',
        created: 1_700_000_000,
        model: 'gemini-2.5-flash',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'ok', refusal: null },
            finish_reason: 'stop',
            logprobs: null,
          },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      },
    },
  },
  {
    id: 'T109',
    name: 'content without a role',
    answer: { candidates: [{ content: { parts: [{ text: 'ok' }] }, finishReason: 'STOP' }] },
    expected: { choice: { message: { content: 'ok' } } },
  },
  {
    id: 'T110',
    name: 'thoughts that nobody asked for are not shown',
    answer: candidate([{ text: 'T', thought: true }, { text: 'ok' }]),
    encoder: { includeThoughts: false },
    expected: { choice: { message: { content: 'ok' } }, absent: ['choices[0].message.reasoning_content'] },
  },
  {
    id: 'T110',
    name: 'thoughts that were asked for are reasoning_content',
    answer: candidate([{ text: 'T', thought: true }, { text: 'ok' }]),
    expected: { choice: { message: { content: 'ok', reasoning_content: 'T' } } },
  },
  {
    id: 'T127',
    name: 'STOP without content is an honest empty answer',
    answer: {
      candidates: [{ content: {}, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
    },
    expected: { choice: { message: { content: '' }, finish_reason: 'stop' } },
  },
  {
    id: 'T139',
    name: 'server-side tool parts are hidden',
    answer: candidate([
      { toolCall: { id: 's1', toolType: 'GOOGLE_SEARCH_WEB' } },
      { toolResponse: { id: 's1' } },
      { text: 'ok' },
    ]),
    expected: {
      choice: { message: { content: 'ok' }, finish_reason: 'stop' },
      absent: ['choices[0].message.tool_calls'],
    },
  },
]

const callVectors: readonly AnswerVector[] = [
  {
    id: 'T112',
    name: 'a call with STOP',
    answer: candidate([functionCall('x1', 'f', { a: 'b' })]),
    expected: {
      choice: { message: { content: null }, finish_reason: 'tool_calls' },
      exact: { 'choices[0].message.tool_calls': [toolCall('x1', 'f', '{"a":"b"}')] },
    },
  },
  {
    id: 'T113',
    name: 'a call without args and id',
    answer: candidate([{ functionCall: { name: 'f' } }]),
    expected: {
      choice: {
        message: {
          tool_calls: [{ id: expect.stringMatching(/^call_[A-Za-z0-9]{24}$/), function: { arguments: '{}' } }],
        },
      },
    },
  },
  {
    id: 'T115',
    name: 'text and a call',
    answer: candidate([{ text: 'let me' }, functionCall('x', 'f', {})]),
    expected: {
      choice: { message: { content: 'let me', tool_calls: [{ id: 'x' }] }, finish_reason: 'tool_calls' },
    },
  },
  {
    id: 'T116',
    name: 'parallel calls, signature on the first',
    answer: candidate([{ ...functionCall('a', 'f', {}), thoughtSignature: 'U0lH' }, functionCall('b', 'g', {})]),
    expected: {
      exact: { 'choices[0].message.tool_calls[0].extra_content': signature },
      absent: ['choices[0].message.tool_calls[1].extra_content'],
    },
  },
  {
    id: 'T118',
    name: 'a renamed tool gets its own name back',
    answer: candidate([functionCall('x', '_1bad_name_x', {})]),
    decoding: { toolNames: new Map([['_1bad_name_x', { name: '1bad name/x' }]]) },
    expected: { choice: { message: { tool_calls: [{ function: { name: '1bad name/x' } }] } } },
  },
  {
    id: 'T119',
    name: 'a call to an undeclared tool is passed on',
    answer: candidate([functionCall('x', 'nope', {})]),
    expected: {
      choice: { message: { tool_calls: [{ function: { name: 'nope' } }] }, finish_reason: 'tool_calls' },
    },
  },
  {
    id: 'T121',
    name: 'MAX_TOKENS with a call is length',
    answer: { candidates: [{ content: { parts: [functionCall('x', 'f', {})] }, finishReason: 'MAX_TOKENS' }] },
    expected: { choice: { message: { tool_calls: [{ id: 'x' }] }, finish_reason: 'length' } },
  },
  {
    id: 'T143',
    name: 'two candidates, the index missing on the first',
    answer: {
      candidates: [
        { content: { parts: [{ text: 'A' }] }, finishReason: 'STOP' },
        { content: { parts: [functionCall('x', 'f', {})] }, finishReason: 'STOP', index: 1 },
      ],
    },
    expected: {
      whole: {
        choices: [
          { index: 0, message: { content: 'A' }, finish_reason: 'stop' },
          { index: 1, message: { tool_calls: [{ id: 'x' }] }, finish_reason: 'tool_calls' },
        ],
      },
    },
  },
]

export const goVectors: readonly AnswerVector[] = [
  ...textVectors,
  ...callVectors,
  ...goFinishVectors,
  ...goCarriedVectors,
]

/** Cases of GO, GS, OI, ER and EM that are no vectors. */
export const answersPending: readonly PendingCase[] = [
  { id: 'T149', reason: 'no answer but a request: tested by name in answers.test.ts' },
  { id: 'T164', reason: 'needs a server: the 502 or the late error is chosen by what was already sent' },
  { id: 'T167', reason: 'needs a server: the status of the answer' },
  { id: 'T169', reason: 'needs a server: a connection that is reset' },
  { id: 'T178', reason: 'needs a server: heartbeats are timed; their text is tested in contract.test.ts' },
  { id: 'T179', reason: 'needs a server: a client that disconnects' },
  { id: 'T236', reason: 'no answer but a heartbeat: tested by name in answers.test.ts' },
  { id: 'T238', reason: 'needs a server: headers of the answer' },
  { id: 'T353', reason: 'needs a server: request bodies that are no JSON or too large' },
  { id: 'T358', reason: 'Anthropic is not spoken yet' },
  { id: 'T359', reason: 'embeddings are not translated yet' },
  { id: 'T361', reason: 'embeddings are not translated yet' },
  { id: 'T362', reason: 'embeddings are not translated yet' },
  { id: 'T364', reason: 'embeddings are not translated yet' },
  { id: 'T365', reason: 'embeddings are not translated yet' },
  { id: 'T367', reason: 'needs a server: counting tokens is no codec matter' },
  { id: 'T368', reason: 'needs a server: model lists are no codec matter' },
]
