import type { TokenLogprob } from '../../canonical/blocks.ts'
import { GatewayError } from '../../canonical/error.ts'
import type { ChoiceFinish, FinishReason } from '../../canonical/event.ts'
import { snakeCase } from '../../json/case.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** Candidate.FinishReason of generativelanguage v1beta. `failed`: the model produced nothing that can be used. */
const reasons: Readonly<Record<string, FinishReason | 'failed'>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'failed',
  MALFORMED_RESPONSE: 'failed',
  UNEXPECTED_TOOL_CALL: 'failed',
  TOO_MANY_TOOL_CALLS: 'failed',
  MISSING_THOUGHT_SIGNATURE: 'failed',
  NO_IMAGE: 'failed',
  IMAGE_OTHER: 'failed',
  OTHER: 'failed',
}

/** Failures that the model or its filter decided: the same request gets the same answer. */
const decided: ReadonlySet<string> = new Set(['NO_IMAGE', 'IMAGE_OTHER'])

/** The proto's numbers, which some proxies send. */
const numbered = [
  'FINISH_REASON_UNSPECIFIED',
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'IMAGE_SAFETY',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
]

/** The reason's name; undefined while the candidate is not finished. */
export function reasonName(reason: Json | undefined): string | undefined {
  const name = typeof reason === 'number' ? (numbered[reason] ?? `REASON_${reason}`) : reason
  return typeof name === 'string' && name !== '' && name !== numbered[0] ? name : undefined
}

/** What a candidate has given when the answer ends. */
export interface CandidateEnd {
  readonly choice: number
  readonly raw: string
  readonly sawCall: boolean
  readonly sawText: boolean
  /** Google's members about the end, in snake_case. */
  readonly google: JsonObject
  readonly logprobs: readonly TokenLogprob[]
}

/** An unknown reason is a stop: Google adds reasons, and the text is there. Google says STOP for calls too. */
export function finishOf({ choice, raw, sawCall, google, logprobs }: CandidateEnd): ChoiceFinish {
  const meaning = meaningOf(raw)
  const isStop = meaning === 'stop' || meaning === 'failed'
  const reason = isStop ? (sawCall ? 'tool-calls' : 'stop') : meaning
  const isPlain = raw === 'STOP' || raw === 'MAX_TOKENS'
  const about = isPlain ? google : { finish_reason: raw, ...google }
  return {
    choice,
    reason,
    raw,
    ...(reason === 'content-filter' && detailsOf(google.finish_message)),
    ...(logprobs.length > 0 && { logprobs }),
    ...(Object.keys(about).length > 0 && { extensions: { gemini: about } }),
  }
}

/** The error that a failed candidate without any output is: an empty stop would end an agent's loop without a word. */
export function failureOf({ raw, sawCall, sawText, google }: CandidateEnd): GatewayError | undefined {
  if (meaningOf(raw) !== 'failed' || sawCall || sawText) return undefined
  const told = typeof google.finish_message === 'string' ? `: ${google.finish_message}` : '.'
  return new GatewayError({
    kind: 'generation-failed',
    code: raw.toLowerCase(),
    // SDKs repeat a 5xx by themselves: each time a paid call for the same answer.
    ...(decided.has(raw) && { status: 422, retryable: false, elsewhere: false }),
    message: `The model gave no usable output (${raw})${told}`,
  })
}

function meaningOf(raw: string): FinishReason | 'failed' {
  return (Object.hasOwn(reasons, raw) ? reasons[raw] : undefined) ?? 'stop'
}

/** Members of a candidate that say more about its end. */
const candidateMembers = [
  'finishMessage',
  'safetyRatings',
  'citationMetadata',
  'urlContextMetadata',
  'groundingMetadata',
] as const

/** Those members of a candidate in snake_case, added to what came before. */
export function withGoogleMembers(google: JsonObject, candidate: JsonObject): JsonObject {
  let known = google
  for (const member of candidateMembers) {
    const value = candidate[member]
    // Nearly every payload has none of them.
    if (value === undefined || value === null) continue
    known = { ...known, [snakeCase(member)]: snakeCased(value) }
  }
  return known
}

/** The finish of a choice whose prompt was refused. */
export function blockedFinish(choice: number, feedback: JsonObject, google: JsonObject = {}): ChoiceFinish {
  const { blockReason, blockReasonMessage } = feedback
  return {
    choice,
    reason: 'content-filter',
    raw: typeof blockReason === 'string' ? blockReason : undefined,
    ...detailsOf(blockReasonMessage),
    extensions: { gemini: { ...google, prompt_feedback: snakeCased(feedback) } },
  }
}

function detailsOf(explanation: Json | undefined): Pick<ChoiceFinish, 'details'> {
  return typeof explanation === 'string' && explanation !== '' ? { details: { explanation } } : {}
}

function snakeCased(value: Json): Json {
  if (Array.isArray(value)) return value.map(snakeCased)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [snakeCase(key), snakeCased(member)]))
}
