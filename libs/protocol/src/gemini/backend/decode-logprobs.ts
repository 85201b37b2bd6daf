import type { TokenChance, TokenLogprob } from '../../canonical/blocks.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'

/** The tokens of a candidate's `logprobsResult`; each payload has its own. */
export function decodeLogprobs(result: Json | undefined): readonly TokenLogprob[] {
  if (!isJsonObject(result)) return []
  const tops = objects(result.topCandidates)
  return objects(result.chosenCandidates).map((item, place) => ({
    ...chance(item),
    top: objects(tops[place]?.candidates).map(chance),
  }))
}

function chance({ token, logProbability }: JsonObject): TokenChance {
  return {
    token: typeof token === 'string' ? wellFormedText(token) : '',
    logprob: typeof logProbability === 'number' ? logProbability : 0,
  }
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
