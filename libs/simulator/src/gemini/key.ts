import type { RecordedRequest } from '../simulator.ts'
import { GeminiRefusal, invalidKey, missingKey } from './error.ts'

/**
 * The caller's key: `x-goog-api-key` or `?key=`, and Bearer under a Vertex project.
 * Throws Google's refusal when keys are configured and this is none of them.
 */
export function checkKey(
  { headers }: RecordedRequest,
  query: URLSearchParams,
  expected: string | readonly string[] | undefined,
  isProject: boolean,
): string {
  const header = headers['x-goog-api-key']
  const bearer = headers.authorization?.replace(/^Bearer\s+/i, '')
  const given = (isProject ? bearer : typeof header === 'string' ? header : query.get('key')) ?? ''
  if (expected === undefined || [expected].flat().includes(given)) return given
  if (isProject) throw new GeminiRefusal(401, unauthenticated)
  throw given === '' ? missingKey() : invalidKey()
}

const unauthenticated =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.'
