import { objects } from '../answer-meaning.ts'
import type { ProtocolFacts } from './protocol-facts.ts'

export const openaiChatFacts: ProtocolFacts = {
  saysFinish: ({ choices }) =>
    objects(choices).some(({ finish_reason: word }) => typeof word === 'string' && !['', 'null'].includes(word)),
  failure: { data: '{"error":{"message":"boom","type":"server_error","code":500}}' },
  terminal: '[DONE]',
  request: ({ model, choices, includeUsage }) => ({
    body: {
      model,
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      ...(choices > 1 && { n: choices }),
      ...(includeUsage && { stream_options: { include_usage: true } }),
    },
  }),
  unpassable: [],
  passingFailures: [],
  // A refusal is a member of its own beside `content`.
  otherText: ['refusal'],
}
