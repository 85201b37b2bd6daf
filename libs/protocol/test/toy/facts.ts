import type { ProtocolFacts } from '../facts/protocol-facts.ts'

export const toyFacts: ProtocolFacts = {
  saysFinish: ({ type }) => type === 'closed',
  failure: { event: 'failed', data: '{"type":"failed","problem":{"kind":"upstream-error","text":"boom"}}' },
  terminal: undefined,
  request: ({ model, choices }) => ({
    body: { model, turns: [{ who: 'user', say: 'hi' }], stream: true, ...(choices > 1 && { answers: choices }) },
  }),
  unpassable: [],
  passingFailures: [],
  otherText: [],
}
