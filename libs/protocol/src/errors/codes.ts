import type { ErrorKind } from '../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { errorInfosOf } from './google-details.ts'

/**
 * Codes that mean one thing, whatever the status they come with: new-api answers a model that it does not have with 503.
 * What vendors use for several things (`rate_limit_exceeded` also says that a request is too large) is in statuses.ts.
 * What they say about the server's own credential is in credential.ts.
 */
const codesOfKind: Partial<Readonly<Record<ErrorKind, readonly string[]>>> = {
  'not-found': ['model_not_found', 'model_not_exist', 'deploymentnotfound'],
  'context-length': ['context_length_exceeded', 'exceed_context_size_error', 'model_context_window_exceeded'],
  // Waiting does not bring these back: credit and spend limits of OpenAI, Anthropic, OpenRouter and new-api.
  'quota-exhausted': [
    'insufficient_quota',
    'insufficient_user_quota',
    'pre_consume_token_quota_failed',
    'billing_hard_limit_reached',
    'credit_balance_exhausted',
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
    'enforced_spend_limit_reached',
    'contract_spend_limit_reached',
    'usage_limit_reached',
    'weight_exceeds_budget',
    'openrouter_credits',
    'openrouter_key_limit',
    'openrouter_guardrail_budget',
    'openrouter_workspace_budget',
  ],
  // OpenRouter's 402 that passes as soon as running requests are settled.
  'rate-limited': ['in_flight_budget_exhausted', 'openrouter_in_flight_budget'],
  overloaded: ['server_is_overloaded', 'engine_overloaded_error', 'model_capacity_exhausted'],
}

const kindOfCode: ReadonlyMap<string, ErrorKind> = new Map(
  Object.entries(codesOfKind).flatMap(([kind, codes]) => codes.map((code) => [code, kind as ErrorKind] as const)),
)

/** The kind that an error's codes decide; undefined when they leave it to the status. */
export function kindOfCodes(codes: readonly string[]): ErrorKind | undefined {
  return firstKnown(kindOfCode, codes)
}

/** What the first code that a table knows stands for. */
export function firstKnown<T>(table: ReadonlyMap<string, T>, codes: readonly string[]): T | undefined {
  for (const code of codes) {
    const known = table.get(code)
    if (known !== undefined) return known
  }
  return undefined
}

/** All machine-readable words of an error in lower case, the most exact first. */
export function codesOf(error: JsonObject): readonly string[] {
  const { metadata, details } = error
  const reasons = errorInfosOf(error).map(({ reason }) => reason)
  // Anthropic has an object there, OpenRouter its cause in `metadata`.
  const inner = [details, metadata].filter(isJsonObject)
  const said = inner.flatMap((object) => [
    object.error_code,
    object.error_type,
    object.provider_code,
    object.limit_source,
  ])
  return [...reasons, error.code, ...said, error.reason, error.type, error.status].filter(isWord).map(lowerCase)
}

function isWord(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}

function lowerCase(text: string): string {
  return text.toLowerCase()
}
