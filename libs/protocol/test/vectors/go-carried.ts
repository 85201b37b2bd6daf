import { expect } from '@jest/globals'
import type { JsonObject } from '../../src/index.ts'
import { type AnswerVector, candidate } from './answer-vector.ts'

const image = (data: string) => ({ inlineData: { mimeType: 'image/png', data } })
const cited = (url: string, title: string, start: number, end: number) => ({
  type: 'url_citation',
  url_citation: { url, title, start_index: start, end_index: end },
})
const groundingChunks = [{ web: { uri: 'https://a.test', title: 'A' } }, { web: { uri: 'https://b.test', title: 'B' } }]
const grounded = (text: string, groundingMetadata: JsonObject): JsonObject => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, groundingMetadata, index: 0 }],
})

/** Cases of GO and GS about pictures, sound, sources and tokens. */
export const goCarriedVectors: readonly AnswerVector[] = [
  {
    id: 'T136',
    name: 'an image',
    answer: candidate([{ text: 'here' }, image('iVBORw0KGgo=')]),
    expected: {
      choice: {
        message: {
          content: 'here',
          images: [{ type: 'image_url', index: 0, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }],
        },
      },
    },
  },
  {
    id: 'T136',
    name: 'an image keeps its signature, and the text its own',
    answer: candidate([
      { text: 'here', thoughtSignature: 'U0lH' },
      { ...image('iVBORw0KGgo='), thoughtSignature: 'U0lI' },
    ]),
    expected: {
      choice: {
        message: {
          extra_content: { google: { thought_signature: 'U0lH' } },
          images: [{ extra_content: { google: { thought_signature: 'U0lI' } } }],
        },
      },
    },
  },
  {
    id: 'T137',
    name: 'audio',
    answer: candidate([{ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: 'QUFB' } }]),
    expected: {
      choice: {
        message: {
          content: null,
          audio: { id: expect.any(String), data: 'QUFB', transcript: '', expires_at: expect.any(Number) },
        },
      },
    },
  },
  {
    id: 'T140',
    name: 'sources with their places, which Google counts in bytes',
    answer: {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'Zürich ist groß' }] },
          finishReason: 'STOP',
          groundingMetadata: {
            groundingChunks,
            groundingSupports: [
              { segment: { endIndex: 7 }, groundingChunkIndices: [0] },
              { segment: { startIndex: 12, endIndex: 17 }, groundingChunkIndices: [0, 1] },
            ],
          },
          index: 0,
        },
      ],
    },
    expected: {
      exact: {
        'choices[0].message.annotations': [
          cited('https://a.test', 'A', 0, 6),
          cited('https://a.test', 'A', 11, 15),
          cited('https://b.test', 'B', 11, 15),
        ],
      },
    },
  },
  {
    id: 'T142',
    name: 'tokens with their chances',
    answer: {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'hé' }] },
          finishReason: 'STOP',
          index: 0,
          logprobsResult: {
            chosenCandidates: [{ token: 'hé', logProbability: -0.1 }],
            topCandidates: [
              {
                candidates: [
                  { token: 'hé', logProbability: -0.1 },
                  { token: 'x', logProbability: -2 },
                ],
              },
            ],
          },
        },
      ],
    },
    expected: {
      exact: {
        'choices[0].logprobs': {
          content: [
            {
              token: 'hé',
              logprob: -0.1,
              bytes: [104, 195, 169],
              top_logprobs: [
                { token: 'hé', logprob: -0.1, bytes: [104, 195, 169] },
                { token: 'x', logprob: -2, bytes: [120] },
              ],
            },
          ],
          refusal: null,
        },
      },
    },
  },
  {
    id: 'T173',
    name: 'an image in one line (long lines are tested with the splitter)',
    payloads: [candidate([image('AAAA'.repeat(100))])],
    streamOnly: true,
    expected: {
      choice: { message: { images: [{ image_url: { url: `data:image/png;base64,${'AAAA'.repeat(100)}` } }] } },
    },
  },
  {
    id: 'T175',
    name: 'sources that every payload repeats are said once, before the finish; the last ones stand',
    payloads: [
      grounded('a', { groundingChunks: [{ web: { uri: 'https://old.test', title: 'Old' } }] }),
      grounded('b', { groundingChunks: groundingChunks.slice(0, 1) }),
      { candidates: [{ finishReason: 'STOP', index: 0 }] },
    ],
    expected: { exact: { 'choices[0].message.annotations': [cited('https://a.test', 'A', 0, 0)] } },
  },
]
