import { expect } from '@jest/globals'
import { type AnswerVector, candidate } from './answer-vector.ts'

const blocks = [
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]
const failures = [
  'OTHER',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
  'MALFORMED_RESPONSE',
]
/** What the model decided: the same request gets the same answer, so SDKs must not repeat it (litellm#40477). */
const decisions = ['NO_IMAGE', 'IMAGE_OTHER']

const finishVectors: readonly AnswerVector[] = [
  {
    id: 'T122',
    name: 'SAFETY without content',
    answer: {
      candidates: [
        {
          finishReason: 'SAFETY',
          safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'HIGH', blocked: true }],
        },
      ],
    },
    expected: { choice: { message: { role: 'assistant', content: null }, finish_reason: 'content_filter' } },
  },
  ...blocks.map(
    (finishReason): AnswerVector => ({
      id: 'T124',
      name: `${finishReason} is content_filter`,
      answer: candidate([{ text: 'par' }], finishReason),
      expected: {
        choice: {
          message: { content: 'par', extra_content: { google: { finish_reason: finishReason } } },
          finish_reason: 'content_filter',
        },
      },
    }),
  ),
  {
    id: 'T125',
    name: 'a blocked prompt',
    answer: {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 },
    },
    expected: {
      whole: { choices: [{}], usage: { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 } },
      choice: {
        message: {
          content: null,
          extra_content: { google: { prompt_feedback: { block_reason: 'PROHIBITED_CONTENT' } } },
        },
        finish_reason: 'content_filter',
      },
    },
  },
  {
    id: 'T128',
    name: 'a malformed call without output is a failure',
    answer: {
      candidates: [
        {
          content: {},
          finishReason: 'MALFORMED_FUNCTION_CALL',
          finishMessage: 'Malformed function call: print(x)',
        },
      ],
    },
    expected: {
      error: {
        status: 502,
        body: {
          error: {
            type: 'server_error',
            code: 'malformed_function_call',
            message: expect.stringContaining('Malformed function call: print(x)'),
          },
        },
      },
    },
  },
  ...failures.map(
    (finishReason): AnswerVector => ({
      id: 'T130',
      name: `${finishReason} without output is a failure`,
      answer: { candidates: [{ content: {}, finishReason }] },
      expected: { error: { status: 502, body: { error: { code: finishReason.toLowerCase() } } } },
    }),
  ),
  ...decisions.map(
    (finishReason): AnswerVector => ({
      id: 'T130',
      name: `${finishReason} without output is the model’s decision`,
      answer: { candidates: [{ content: {}, finishReason }] },
      expected: {
        error: {
          status: 422,
          body: { error: { code: finishReason.toLowerCase() } },
          headers: { 'x-should-retry': 'false' },
        },
      },
    }),
  ),
  {
    id: 'T130',
    name: 'a failure after visible text is a stop',
    answer: candidate([{ text: 'said' }], 'OTHER'),
    expected: { choice: { message: { content: 'said' }, finish_reason: 'stop' } },
  },
  {
    id: 'T131',
    name: 'an unknown reason is a stop',
    answer: candidate([{ text: 'ok' }], 'NEW_REASON'),
    expected: { choice: { message: { content: 'ok' }, finish_reason: 'stop' } },
  },
  {
    id: 'T131',
    name: 'a numeric enum value is its name',
    answer: { candidates: [{ content: { parts: [{ text: 'ok' }] }, finishReason: 1 }] },
    expected: { choice: { message: { content: 'ok' }, finish_reason: 'stop' } },
  },
  {
    id: 'T131',
    name: 'CONTINUATION is length',
    answer: candidate([{ text: 'ok' }], 'CONTINUATION'),
    expected: { choice: { finish_reason: 'length' } },
  },
]

const usageVectors: readonly AnswerVector[] = [
  {
    id: 'T133',
    name: 'usage with cache and tool prompt',
    answer: {
      ...candidate([{ text: 'ok' }]),
      usageMetadata: {
        promptTokenCount: 100,
        cachedContentTokenCount: 80,
        toolUsePromptTokenCount: 30,
        candidatesTokenCount: 10,
        thoughtsTokenCount: 5,
        totalTokenCount: 145,
      },
    },
    expected: {
      whole: {
        usage: {
          prompt_tokens: 130,
          completion_tokens: 15,
          total_tokens: 145,
          prompt_tokens_details: { cached_tokens: 80 },
        },
      },
    },
  },
  {
    id: 'T134',
    name: 'usage whose candidates include the thoughts',
    answer: {
      ...candidate([{ text: 'ok' }]),
      usageMetadata: {
        promptTokenCount: 10,
        candidatesTokenCount: 50,
        thoughtsTokenCount: 40,
        totalTokenCount: 60,
      },
    },
    expected: {
      whole: {
        usage: { completion_tokens: 50, total_tokens: 60, completion_tokens_details: { reasoning_tokens: 40 } },
      },
    },
  },
]

const errorVectors: readonly AnswerVector[] = [
  {
    id: 'T145',
    name: 'an error body under a 200',
    answer: { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } },
    expected: { error: { status: 503, body: { error: { type: 'server_error', code: 'overloaded' } } } },
  },
  {
    id: 'T146',
    name: 'HTML under a 200 is not echoed',
    answer: '<!doctype html>\n<html><body>Sign in, stranger</body></html>\n',
    expected: {
      error: {
        status: 502,
        body: {
          error: {
            type: 'server_error',
            code: 'bad_upstream_response',
            message: expect.not.stringMatching(/stranger|<html/),
          },
        },
      },
    },
  },
]

/** Cases of GO about how an answer ends: reasons, usage and failures. */
export const goFinishVectors: readonly AnswerVector[] = [...finishVectors, ...usageVectors, ...errorVectors]
