import type { GenerationCall } from './call.ts'
import { stopTagsOfHeader } from './read.ts'

/** As any client sends one: the translator's edge takes it up. */
const REQUEST_ID = 'x-request-id'
const DEADLINE_MS = 'x-sluice-internal-deadline-ms'
const STOP_TAGS = 'x-sluice-internal-stop-tags'

type Headers = Readonly<Record<string, string>>

/** Under which id the gateway's client knows the request. */
export function hopRequestIdHeader(requestId: string): Headers {
  return { [REQUEST_ID]: requestId }
}

/** What the gateway tells the translator of a generation beside the client's own request. */
export function encodeHopHeaders(call: Pick<GenerationCall, 'record' | 'deadlineAt' | 'stopTags'>): Headers {
  const headers: Record<string, string> = { [REQUEST_ID]: call.record.requestId }
  if (call.deadlineAt !== undefined) {
    // What is left of it: the two may run on machines with clocks of their own.
    headers[DEADLINE_MS] = String(Math.max(1, Math.round(call.deadlineAt - performance.now())))
  }
  if (call.stopTags.length > 0) {
    const tags = call.stopTags.map(({ tag, include }) => ({ tag, include_tag: include }))
    headers[STOP_TAGS] = encodeURIComponent(JSON.stringify(tags))
  }
  return headers
}

/** Reads what `encodeHopHeaders` wrote. @throws GatewayError bad-request when the stop tags are none. */
export function decodeHopHeaders(headers: Headers): Pick<GenerationCall, 'deadlineAt' | 'stopTags'> {
  const tags = headers[STOP_TAGS]
  const remainingMs = Number(headers[DEADLINE_MS])
  return {
    stopTags: tags === undefined ? [] : stopTagsOfHeader(unescaped(tags)),
    deadlineAt: remainingMs > 0 ? performance.now() + remainingMs : undefined,
  }
}

/** Text that is not escaped as it should be stays as it is, and is then no list of tags. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
