import type { ErrorText } from '../content.ts'
import { type Reply, wholeReply } from '../reply.ts'
import type { Script } from '../script.ts'

const domain = 'generativelanguage.googleapis.com'

/** The canonical codes of google.rpc by HTTP status. */
const statusNames: Partial<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

const messages: Partial<Record<number, string>> = {
  429: 'You exceeded your current quota, please check your plan and billing details.',
  500: 'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  503: 'The model is overloaded. Please try again later.',
  504: 'The request timed out. Please try again.',
}

/** A refusal in the making: its wording is Google's. */
export class GeminiRefusal extends Error {
  readonly status: number
  readonly details: readonly object[]

  constructor(status: number, message: string, details: readonly object[] = []) {
    super(message)
    this.status = status
    this.details = details
  }
}

export function geminiErrorText(status: number, message: string, details: readonly object[] = []): string {
  const error = { code: status, message, status: statusNames[status] ?? 'UNKNOWN' }
  return JSON.stringify({ error: details.length === 0 ? error : { ...error, details } })
}

export const geminiErrorReply = ({ status, message, details }: GeminiRefusal): Reply =>
  wholeReply(status, geminiErrorText(status, message, details))

/** Google's answer to a key it does not know. */
export const invalidKey = (): GeminiRefusal =>
  new GeminiRefusal(400, 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: domain },
    },
    {
      '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
      locale: 'en-US',
      message: 'API key not valid. Please pass a valid API key.',
    },
  ])

export const missingKey = (): GeminiRefusal =>
  new GeminiRefusal(
    403,
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  )

const quotas: Record<NonNullable<Script['quota']>, { metric: string; id: string }> = {
  minute: { metric: 'generate_content_requests', id: 'GenerateRequestsPerMinutePerProjectPerModel' },
  day: { metric: 'generate_content_free_tier_requests', id: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' },
  tokens: { metric: 'generate_content_free_tier_input_token_count', id: 'GenerateContentInputTokensPerModelPerMinute' },
}

/** A scripted error: `hint` decides where the wait is told, `retry-after` how long (seconds, or any text). */
export function scriptedGeminiError(status: number, script: Script): ErrorText {
  const hint = script.hint ?? (status === 429 ? 'retry-info' : 'none')
  const wait = script['retry-after'] ?? '1'
  const inText = hint === 'text' ? ` Please retry in ${wait}s.` : ''
  const message = `${script.message ?? messages[status] ?? `Simulated error ${status}.`}${inText}`
  const details: object[] = []
  if (status === 429) details.push(quotaFailure(quotas[script.quota ?? 'minute']))
  if (hint === 'retry-info') {
    const retryDelay = /^[\d.]+$/.test(wait) ? `${wait}s` : wait
    details.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
  }
  return { body: geminiErrorText(status, message, details), headers: waitHeaders(hint, wait) }
}

const quotaFailure = ({ metric, id }: { metric: string; id: string }) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: `${domain}/${metric}`, quotaId: id }],
})

const waitHeaders = (hint: string, wait: string): Record<string, string> => {
  if (hint === 'header') return { 'retry-after': wait }
  return hint === 'header-ms' ? { 'retry-after-ms': String(Math.round(Number(wait) * 1000)) } : {}
}
