import { isJsonObject } from '../../src/index.ts'
import { objects } from '../answer-meaning.ts'
import type { ProtocolFacts } from './protocol-facts.ts'

export const geminiFacts: ProtocolFacts = {
  saysFinish: ({ candidates, promptFeedback }) =>
    isJsonObject(promptFeedback) || objects(candidates).some((candidate) => candidate.finishReason !== undefined),
  failure: { data: '{"error":{"code":500,"message":"boom","status":"INTERNAL"}}' },
  terminal: undefined,
  request: ({ model, choices }) => ({
    model,
    stream: true,
    body: {
      contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
      ...(choices > 1 && { generationConfig: { candidateCount: choices } }),
    },
  }),
  // A JSON body where a stream was asked for is unfolded before it passes: no frame holds an array.
  unpassable: ['json-array'],
  passingFailures: ['error-malformed-call'],
  // Code and its result are parts of their own beside text.
  otherText: ['code-execution'],
}
