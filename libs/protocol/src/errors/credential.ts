import { GatewayError } from '../canonical/error.ts'
import { firstKnown } from './codes.ts'

/** What a vendor has against the credential that this server sends. */
export type CredentialFault = 'key' | 'restricted' | 'suspended' | 'disabled' | 'billing'

/** Our own words: the vendor's are about a key that the client has never seen, and may quote it. */
const messages: Readonly<Record<CredentialFault, string>> = {
  key: 'The vendor refused the API key of this server.',
  restricted:
    'The vendor refused the API key of this server: it is not allowed for this API, or not from this address.',
  suspended: 'The vendor refused this server: the account or project of its API key is suspended or restricted.',
  disabled: 'The vendor refused this server: the API is not enabled for the project of its API key.',
  billing: 'The vendor refused this server: the account of its API key has no active billing.',
}

/** Codes about the server's own credential, account or project: OpenAI's, google.api.ErrorReason's, Moonshot's. */
const codesOfFault: Readonly<Record<CredentialFault, readonly string[]>> = {
  key: [
    'invalid_api_key',
    'incorrect_api_key',
    'expired_api_key',
    'invalid_authentication',
    'invalid_authentication_error',
    'api_key_invalid',
    'api_key_expired',
    'access_token_expired',
    'access_token_type_unsupported',
    'credentials_missing',
  ],
  restricted: [
    'api_key_service_blocked',
    'api_key_http_referrer_blocked',
    'api_key_ip_address_blocked',
    'api_key_android_app_blocked',
    'api_key_ios_app_blocked',
    'access_token_scope_insufficient',
    'user_project_denied',
    'ip_not_authorized',
  ],
  suspended: [
    'consumer_suspended',
    'consumer_invalid',
    'resource_project_invalid',
    'account_state_invalid',
    'account_deactivated',
    'account_disabled',
    'account_suspended',
    'organization_deactivated',
    'organization_disabled',
    'deactivated_workspace',
    'project_archived',
    'invalid_organization',
    'invalid_project',
    // Google's finish reason for accounts that it has limited for breaking its rules.
    'pup_limited_disabled',
  ],
  disabled: ['service_disabled'],
  billing: ['billing_disabled', 'billing_not_active'],
}

const faultOfCode: ReadonlyMap<string, CredentialFault> = new Map(
  Object.entries(codesOfFault).flatMap(([fault, codes]) =>
    codes.map((code) => [code, fault as CredentialFault] as const),
  ),
)

/** Vendors that give no code say it in words, under statuses that also mean other things. */
const wordsOfFault: readonly { readonly fault: CredentialFault; readonly pattern: RegExp }[] = [
  {
    fault: 'suspended',
    pattern:
      /\b(?:consumer|project|account|organization|workspace)\b.{0,120}\b(?:suspended|deactivated|terminated|banned|denied access)\b/is,
  },
  { fault: 'disabled', pattern: /\bhas not been used in project\b/i },
  { fault: 'restricted', pattern: /\brequests (?:to|from)\b.{0,200}\bare blocked\b/is },
  { fault: 'key', pattern: /\bAPI[ _-]?key\b|\bunregistered callers\b|\b(?:authentication|invalid) credentials?\b/i },
]

/** A 400 is about a field of the client, unless it says these words. */
const badKey = /\bAPI[ _-]?key (?:not valid|not found|expired|is invalid)|\b(?:invalid|incorrect) API[ _-]?key\b/i

/**
 * What an error says against the server's own credential, account or project; undefined when it is about something else.
 * `said`: the error's message, of bounded length.
 */
export function credentialFault(codes: readonly string[], status: number, said: string): CredentialFault | undefined {
  const known = firstKnown(faultOfCode, codes)
  if (known) return known
  if (status === 400) return badKey.test(said) ? 'key' : undefined
  if (status !== 401 && status !== 403) return undefined
  return wordsOfFault.find(({ pattern }) => pattern.test(said))?.fault ?? (status === 401 ? 'key' : undefined)
}

/** The error that a refused credential is. `said`: the vendor's words without secrets, for the log. */
export function refusedCredential(fault: CredentialFault, said?: string): GatewayError {
  return new GatewayError({
    kind: 'upstream-auth',
    message: messages[fault],
    cause: said ? new Error(said) : undefined,
  })
}
