import type { TokenChance, TokenLogprob } from '../../canonical/blocks.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'
import { objectOf, objectsOf } from '../wire.ts'

/** The tokens of a choice's `logprobs`. */
export function decodeLogprobs(logprobs: Json | undefined): readonly TokenLogprob[] {
  return objectsOf(objectOf(logprobs)?.content).map((item) => ({
    ...chance(item),
    top: objectsOf(item.top_logprobs).map(chance),
  }))
}

function chance({ token, logprob }: JsonObject): TokenChance {
  return {
    token: typeof token === 'string' ? wellFormedText(token) : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
  }
}
