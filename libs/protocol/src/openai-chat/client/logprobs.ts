import type { TokenChance, TokenLogprob } from '../../canonical/blocks.ts'
import type { JsonObject } from '../../json/json.ts'

/** A choice's `logprobs`, each token with its UTF-8 bytes. */
export function logprobsJson(tokens: readonly TokenLogprob[]): JsonObject {
  return { content: tokens.map((token) => ({ ...chance(token), top_logprobs: token.top.map(chance) })), refusal: null }
}

function chance({ token, logprob }: TokenChance): JsonObject {
  return { token, logprob, bytes: bytesOf(token) }
}

function bytesOf(token: string): number[] {
  const escaped = encodeURIComponent(token)
  const bytes: number[] = []
  for (let at = 0; at < escaped.length; at++) {
    const isByte = escaped[at] === '%'
    bytes.push(isByte ? Number.parseInt(escaped.slice(at + 1, at + 3), 16) : escaped.charCodeAt(at))
    if (isByte) at += 2
  }
  return bytes
}
