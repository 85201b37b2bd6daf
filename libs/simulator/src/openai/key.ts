import type { RecordedRequest } from '../simulator.ts'
import { OpenAIRefusal } from './error.ts'

const shownChars = 3

/** The caller's Bearer key. Throws OpenAI's refusal when keys are configured and this is none of them. */
export function checkBearer({ headers }: RecordedRequest, expected: string | readonly string[] | undefined): string {
  const given = headers.authorization?.replace(/^Bearer\s+/i, '') ?? ''
  if (expected === undefined || [expected].flat().includes(given)) return given
  if (given === '') {
    throw new OpenAIRefusal(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    )
  }
  const shown = `${given.slice(0, shownChars)}${'*'.repeat(Math.max(0, given.length - shownChars))}`
  throw new OpenAIRefusal(
    401,
    `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    null,
    'invalid_api_key',
  )
}
