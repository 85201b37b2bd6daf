import type { ErrorText } from '../content.ts'
import { type Reply, wholeReply } from '../reply.ts'
import type { Script } from '../script.ts'

/** A refusal in the making: its wording is OpenAI's. */
export class OpenAIRefusal extends Error {
  readonly status: number
  readonly param: string | null
  readonly code: string | null

  constructor(status: number, message: string, param: string | null = null, code: string | null = null) {
    super(message)
    this.status = status
    this.param = param
    this.code = code
  }
}

export const refuse = (message: string, param: string, code: string | null = null): OpenAIRefusal =>
  new OpenAIRefusal(400, message, param, code)

const errorText = (message: string, type: string, param: string | null, code: string | null): string =>
  JSON.stringify({ error: { message, type, param, code } })

export const openaiErrorReply = ({ status, message, param, code }: OpenAIRefusal): Reply =>
  wholeReply(status, errorText(message, 'invalid_request_error', param, code))

interface Kind {
  readonly type: string
  readonly code: string | null
  readonly message: string
}

const rates: Record<NonNullable<Script['quota']>, Kind> = {
  minute: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached for requests per min (RPM).' },
  tokens: { type: 'tokens', code: 'rate_limit_exceeded', message: 'Rate limit reached for tokens per min (TPM).' },
  day: {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
}

const kinds: Partial<Record<number, Kind>> = {
  401: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided: sk-****.' },
  403: {
    type: 'invalid_request_error',
    code: 'unsupported_country_region_territory',
    message: 'Country not supported',
  },
  404: { type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist.' },
  500: {
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  503: {
    type: 'server_error',
    code: 'overloaded',
    message: 'The engine is currently overloaded, please try again later',
  },
}

/** A scripted error: `hint` decides where the wait is told, `retry-after` how long (seconds, or any text). */
export function scriptedOpenAIError(status: number, script: Script): ErrorText {
  const other = {
    type: status < 500 ? 'invalid_request_error' : 'server_error',
    code: null,
    message: `Error ${status}.`,
  }
  const kind = status === 429 ? rates[script.quota ?? 'minute'] : (kinds[status] ?? other)
  const hint = script.hint ?? (status === 429 ? 'header' : 'none')
  const wait = script['retry-after'] ?? '1'
  const inText = hint === 'text' ? ` Please try again in ${wait}s.` : ''
  return {
    body: errorText(`${script.message ?? kind.message}${inText}`, kind.type, null, kind.code),
    headers: hintHeaders[hint](wait),
  }
}

const hintHeaders: Record<NonNullable<Script['hint']>, (wait: string) => Record<string, string>> = {
  header: (wait) => ({ 'retry-after': wait }),
  'header-ms': (wait) => ({ 'retry-after-ms': String(Math.round(Number(wait) * 1000)) }),
  'retry-info': (wait) => ({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': `${wait}s` }),
  text: () => ({}),
  none: () => ({}),
}
