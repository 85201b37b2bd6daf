import type { Json, JsonObject, Protocol } from '../../src/index.ts'

/** A failing answer as a vendor, or a proxy before it, really sends it, and what it means. */
export interface FailingAnswer {
  readonly name: string
  readonly from: readonly Protocol[]
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text is sent as it is. */
  readonly body: Json
  /** Members of the GatewayError. */
  readonly means: Readonly<Record<string, unknown>>
}

const both = ['openai-chat', 'gemini'] as const

export function openai(message: string, code: Json, type = 'invalid_request_error'): JsonObject {
  return { error: { message, type, param: null, code } }
}

export function google(code: number, status: string, message: string, ...details: JsonObject[]): JsonObject {
  return { error: { code, message, status, ...(details.length > 0 && { details }) } }
}

export function detail(name: string, members: JsonObject): JsonObject {
  return { '@type': `type.googleapis.com/google.rpc.${name}`, ...members }
}

const nginx = (status: string) => `<html>
<head><title>${status}</title></head>
<body>
<center><h1>${status}</h1></center>
<hr><center>nginx/1.25.3 on edge-internal-7</center>
</body>
</html>
`

const refused = (kind: string, status: number) => ({ kind, status, retryable: false, vendor: undefined })
const wrongAddress = { kind: 'wrong-address', status: 502, retryable: false, vendor: undefined }

/** The status decides, not the form of the body. */
export const withoutWords: readonly FailingAnswer[] = [
  ['nginx, a body that is too large', 413, nginx('413 Request Entity Too Large'), refused('too-large', 413)],
  ['nginx, no such location', 404, nginx('404 Not Found'), wrongAddress],
  ['nginx, a static file does not take POST', 405, nginx('405 Not Allowed'), wrongAddress],
  ["Go's default mux", 404, '404 page not found\n', wrongAddress],
  ['FastAPI, no such route', 404, { detail: 'Not Found' }, wrongAddress],
  ['FastAPI, no such method', 405, { detail: 'Method Not Allowed' }, wrongAddress],
  ['NestJS', 404, { statusCode: 404, message: 'Cannot POST /chat/completions', error: 'Not Found' }, wrongAddress],
  ['Kong', 404, { message: 'no Route matched with those values' }, wrongAddress],
  ['nginx, a bad request', 400, nginx('400 Bad Request'), refused('bad-request', 400)],
  ['a word', 400, 'Bad Request', refused('bad-request', 400)],
  ['nothing', 422, '', refused('bad-request', 422)],
  ['a page', 422, nginx('422 Unprocessable Entity'), refused('bad-request', 422)],
  ['a firewall', 403, nginx('403 Forbidden'), refused('forbidden', 403)],
  ['a proxy that did not get the body', 408, nginx('408 Request Time-out'), refused('timeout', 504)],
  ['basic authentication', 401, nginx('401 Authorization Required'), refused('upstream-auth', 502)],
  [
    'a rate limit of nginx',
    429,
    nginx('429 Too Many Requests'),
    { kind: 'rate-limited', status: 429, retryable: true },
  ],
  [
    'a balancer without backends',
    503,
    nginx('503 Service Unavailable'),
    { kind: 'bad-upstream-response', status: 503 },
  ],
  ['Cloudflare', 520, '', { kind: 'bad-upstream-response', status: 520, retryable: true }],
].map(([name, status, body, means]) => ({ name, from: both, status, body, means }) as FailingAnswer)

/** What the body's code says comes before the status. */
export const withCodes: readonly FailingAnswer[] = [
  {
    name: 'new-api, a model that it does not have',
    from: ['openai-chat'],
    status: 503,
    body: openai(
      'No available channel for model gpt-nope under group default (distributor)',
      'model_not_found',
      'new_api_error',
    ),
    means: { kind: 'not-found', status: 404, retryable: false },
  },
  {
    name: 'a project without the model',
    from: ['openai-chat'],
    status: 403,
    body: openai('Project `proj_AbC123xyz` does not have access to model `o3`', 'model_not_found'),
    means: { kind: 'not-found', status: 404, message: 'Project `[redacted]` does not have access to model `o3`' },
  },
  ...[
    'insufficient_quota',
    'credit_balance_exhausted',
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
  ].map(
    (code): FailingAnswer => ({
      name: `OpenAI, ${code}`,
      from: ['openai-chat'],
      status: 429,
      headers: { 'retry-after': '3' },
      body: openai('You exceeded your current quota.', code, 'insufficient_quota'),
      means: { kind: 'quota-exhausted', status: 429, retryable: false, retryAfterMs: undefined },
    }),
  ),
  {
    name: 'OpenAI, growth that is too steep',
    from: ['openai-chat'],
    status: 429,
    headers: { 'retry-after': '3' },
    body: openai('Slow down', 'slow_down', 'rate_limit_error'),
    means: { kind: 'rate-limited', retryable: true, retryAfterMs: 3_000 },
  },
  {
    name: 'OpenAI, overloaded',
    from: ['openai-chat'],
    status: 503,
    body: openai('Our servers are currently overloaded.', 'server_is_overloaded', 'service_unavailable_error'),
    means: { kind: 'overloaded', status: 503, retryable: true },
  },
  {
    name: 'Groq, a request above the limit per minute: no wait makes it fit',
    from: ['openai-chat'],
    status: 413,
    body: openai('Request too large for model: Limit 6000, Requested 7000', 'rate_limit_exceeded', 'tokens'),
    means: { kind: 'too-large', retryable: false },
  },
  {
    name: 'Anthropic, a spend limit',
    from: ['openai-chat'],
    status: 429,
    body: {
      type: 'error',
      error: { type: 'rate_limit_error', message: 'no', details: { error_code: 'enforced_spend_limit_reached' } },
    },
    means: { kind: 'quota-exhausted', retryable: false },
  },
  {
    name: 'OpenRouter, running requests fill the budget',
    from: ['openai-chat'],
    status: 402,
    headers: { 'retry-after': '2' },
    body: { error: { code: 402, message: 'In-flight budget', metadata: { error_type: 'in_flight_budget_exhausted' } } },
    means: { kind: 'rate-limited', status: 429, retryable: true, retryAfterMs: 2_000 },
  },
  {
    name: 'OpenRouter, no credit',
    from: ['openai-chat'],
    status: 402,
    body: { error: { code: 402, message: 'Insufficient credits', metadata: { limit_source: 'openrouter_credits' } } },
    means: { kind: 'quota-exhausted', status: 429, retryable: false },
  },
  {
    name: 'Google, prepaid credit is gone',
    from: both,
    status: 402,
    body: google(402, 'RESOURCE_EXHAUSTED', 'Your prepaid credits are depleted.'),
    means: { kind: 'quota-exhausted', status: 429, retryable: false },
  },
  {
    name: 'Google, no capacity for the model',
    from: both,
    status: 429,
    body: google(
      429,
      'RESOURCE_EXHAUSTED',
      'No capacity available for model gemini-3-pro on the server',
      detail('ErrorInfo', { reason: 'MODEL_CAPACITY_EXHAUSTED', domain: 'cloudcode-pa.googleapis.com' }),
    ),
    means: { kind: 'overloaded', status: 503, retryable: true },
  },
  {
    name: 'new-api, an address that it does not have',
    from: ['openai-chat'],
    status: 404,
    body: openai('Invalid URL (POST /v1/v1/chat/completions)', null),
    means: wrongAddress,
  },
  {
    name: 'vLLM, a model that it does not have',
    from: ['openai-chat'],
    status: 404,
    body: { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', param: null, code: 404 },
    means: { kind: 'not-found', status: 404, message: 'The model `x` does not exist.' },
  },
]

/** About the server's own credential, account or project. `secrets`: what no client may read. */
export const ofOwnCredential: readonly (FailingAnswer & { readonly secrets: readonly string[] })[] = [
  {
    name: 'OpenAI, a wrong key under 401',
    status: 401,
    body: openai('Incorrect API key provided: sk-abcd****wxyz.', 'invalid_api_key'),
    secrets: ['Incorrect', 'wxyz'],
  },
  {
    name: 'a wrong key under 400',
    status: 400,
    body: openai('Incorrect API key provided.', 'invalid_api_key'),
    secrets: ['Incorrect'],
  },
  {
    name: 'new-api, a wrong key under 403',
    status: 403,
    body: openai('无效的令牌', 'invalid_api_key', 'new_api_error'),
    secrets: ['无效的令牌'],
  },
  {
    name: 'OpenAI, an account that was deactivated',
    status: 403,
    body: openai('The OpenAI account associated with this API key has been deactivated.', 'account_deactivated'),
    secrets: ['deactivated'],
  },
  {
    name: 'OpenAI, an account without billing',
    status: 429,
    body: openai('Your account is not active, please check your billing details.', 'billing_not_active'),
    secrets: ['billing details'],
  },
  {
    name: 'Google, a wrong key under 400',
    status: 400,
    body: google(
      400,
      'INVALID_ARGUMENT',
      'API key not valid. Please pass a valid API key.',
      detail('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' }),
    ),
    secrets: ['Please pass'],
  },
  {
    name: 'Google, a suspended project',
    status: 403,
    body: google(
      403,
      'PERMISSION_DENIED',
      "Permission denied: Consumer 'api_key:AIzaSyA1234567890' has been suspended.",
      detail('ErrorInfo', { reason: 'CONSUMER_SUSPENDED', metadata: { consumer: 'projects/123456789012' } }),
    ),
    secrets: ['123456789012', 'AIza', 'Consumer'],
  },
  {
    name: 'Google, an API that is not enabled',
    status: 403,
    body: google(
      403,
      'PERMISSION_DENIED',
      'Generative Language API has not been used in project 123456789012 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview?project=123456789012',
      detail('ErrorInfo', { reason: 'SERVICE_DISABLED', metadata: { containerInfo: '123456789012' } }),
    ),
    secrets: ['123456789012', 'console.developers'],
  },
  {
    name: 'Google, a key that was leaked, in words only',
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
    secrets: ['leaked'],
  },
  {
    name: 'Google, a project that was denied access, in words only',
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'Your project has been denied access. Please contact support.'),
    secrets: ['contact support'],
  },
].map((row) => ({ ...row, from: both, means: { kind: 'upstream-auth', status: 502, retryable: false } }))

/** As forbidding as the above, but about what the client asked for. */
export const ofClient: readonly FailingAnswer[] = [
  {
    name: "another project's file",
    from: both,
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'You do not have permission to access the File abc or it may not exist.'),
    means: { kind: 'forbidden', status: 403 },
  },
  {
    name: 'a field that names a key',
    from: both,
    status: 400,
    body: openai("Unknown parameter: 'api_key'.", 'unknown_parameter'),
    means: { kind: 'bad-request', status: 400 },
  },
  {
    name: 'a place from which Google is not used',
    from: both,
    status: 400,
    body: google(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    means: { kind: 'bad-request', message: 'User location is not supported for the API use.' },
  },
]
