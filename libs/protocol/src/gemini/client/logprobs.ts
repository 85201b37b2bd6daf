import type { TokenChance, TokenLogprob } from '../../canonical/blocks.ts'
import type { JsonObject } from '../../json/json.ts'

/** `logprobsResult` of a candidate, and what Google says beside it. */
export function logprobsMembers(tokens: readonly TokenLogprob[]): JsonObject {
  const sum = tokens.reduce((total, { logprob }) => total + logprob, 0)
  return {
    avgLogprobs: sum / tokens.length,
    logprobsResult: {
      topCandidates: tokens.map(({ top }) => ({ candidates: top.map(chance) })),
      chosenCandidates: tokens.map(chance),
    },
  }
}

function chance({ token, logprob }: TokenChance): JsonObject {
  return { token, logProbability: logprob }
}
