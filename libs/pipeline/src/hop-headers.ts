import { HOP_PROTOCOL_HEADER } from '@sluice/edge'
import type { Protocol } from '@sluice/protocol'
import type { GenerationCall } from './call.ts'
import { stopTagsOfHeader } from './read.ts'

/** As any client sends one: the translator's edge takes it up. */
const REQUEST_ID = 'x-request-id'
const DEADLINE_MS = 'x-sluice-internal-deadline-ms'
const COMMIT_MS = 'x-sluice-internal-commit-ms'
const STOP_TAGS = 'x-sluice-internal-stop-tags'

type Headers = Readonly<Record<string, string>>

/** Under which id the gateway's client knows the request, and what it speaks. */
export function hopCallHeaders(requestId: string, protocol: Protocol): Headers {
  return { [REQUEST_ID]: requestId, [HOP_PROTOCOL_HEADER]: protocol }
}

type HopOptions = Pick<GenerationCall, 'deadlineAt' | 'commitAt' | 'stopTags'>

/** What the gateway tells the translator of a generation beside the client's own request. */
export function encodeHopHeaders(call: HopOptions & Pick<GenerationCall, 'record' | 'protocol'>): Headers {
  const headers: Record<string, string> = { ...hopCallHeaders(call.record.requestId, call.protocol) }
  if (call.deadlineAt !== undefined) headers[DEADLINE_MS] = leftOf(call.deadlineAt)
  if (call.commitAt !== undefined) headers[COMMIT_MS] = leftOf(call.commitAt)
  if (call.stopTags.length > 0) {
    const tags = call.stopTags.map(({ tag, include }) => ({ tag, include_tag: include }))
    headers[STOP_TAGS] = encodeURIComponent(JSON.stringify(tags))
  }
  return headers
}

/** What is left until then: the two may run on machines with clocks of their own. */
function leftOf(at: number): string {
  return String(Math.max(1, Math.round(at - performance.now())))
}

/** Reads what `encodeHopHeaders` wrote. @throws GatewayError bad-request when the stop tags are none. */
export function decodeHopHeaders(headers: Headers): HopOptions {
  const tags = headers[STOP_TAGS]
  return {
    stopTags: tags === undefined ? [] : stopTagsOfHeader(unescaped(tags)),
    deadlineAt: momentIn(headers[DEADLINE_MS]),
    commitAt: momentIn(headers[COMMIT_MS]),
  }
}

function momentIn(text: string | undefined): number | undefined {
  const leftMs = Number(text)
  return leftMs > 0 ? performance.now() + leftMs : undefined
}

/** Text that is not escaped as it should be stays as it is, and is then no list of tags. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
