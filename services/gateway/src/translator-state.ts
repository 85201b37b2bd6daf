import type { WelcomeFacts } from '@sluice/edge'

const ANSWER_WITHIN_MS = 2_000

/** What a gateway that was started alone can say of its translator. Asks it once; never throws. */
export async function stateOf(url: string | undefined): Promise<Omit<WelcomeFacts, 'url'>> {
  if (url === undefined) {
    const gemini = 'they go to the upstream; for a Gemini key start the translator and set TRANSLATOR_URL'
    return { translator: 'TRANSLATOR_URL is not set', gemini }
  }
  const gemini = 'served by the translator, with the GEMINI_API_KEY that it has'
  const missing = await whyMissing(url)
  if (missing === undefined) return { translator: url, gemini }
  return { translator: `${url} does not answer (${missing}): start it, or correct TRANSLATOR_URL`, gemini }
}

async function whyMissing(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    await answer.body?.cancel()
    return answer.ok ? undefined : `status ${answer.status}`
  } catch (error) {
    if (error instanceof DOMException) return `silent for ${ANSWER_WITHIN_MS / 1000} s`
    const cause = error instanceof Error ? error.cause : undefined
    return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no connection'
  }
}
