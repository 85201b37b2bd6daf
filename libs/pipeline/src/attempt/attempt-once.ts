import type { Answer } from '@sluice/relay'
import { chooseProtocol, isOwnHop, nameSetting, type Target } from '@sluice/targets'
import { type HopAnswer, headerOf } from '@sluice/upstream'
import type { GenerationCall } from '../call.ts'
import { encodeHopHeaders } from '../hop-headers.ts'
import { openAnswer } from '../open-answer.ts'
import { type PreparedCall, prepareCall } from '../prepare-call.ts'
import { RunningCall } from '../vendor-call.ts'
import { isSuccess, vendorErrorOf } from '../vendor-error.ts'
import type { Try } from './plan.ts'

/** Longest header value made here: clients and proxies take about 8 KB of head in all. */
const HEADER_CHARS_MAX = 2_000

/** An answer whose first output is there, with what the client is told beside it. */
export interface OpenedAnswer {
  readonly answer: Answer
  readonly headers: Readonly<Record<string, string>>
  /** What its failure is to the client: with the setting of its target that mends it, as an early failure has it. */
  named(failure: unknown): unknown
}

/** Makes one attempt. @throws GatewayError when it fails before its first output. */
export async function attemptOnce(
  call: GenerationCall,
  { place: { target }, lease, remedies }: Try,
): Promise<OpenedAnswer> {
  const prepared = prepareCall(call, target, remedies)
  call.record.dropped(prepared.dropped)
  call.record.attempted()
  const running = new RunningCall(target, call.signal)
  try {
    const protocol = chooseProtocol(call.protocol, target)
    const headers = {
      'content-type': 'application/json',
      via: call.via,
      ...prepared.headers,
      ...target.headers,
      ...(isOwnHop(target) && encodeHopHeaders(call)),
      ...lease.headers,
    }
    const hop = await target.send(
      { method: 'POST', protocol, path: prepared.path, headers, body: prepared.body },
      running.signal,
    )
    if (!isSuccess(hop)) throw await vendorErrorOf(hop, protocol, call.asked.sources.nowMs())
    const answer = await openAnswer(protocol, prepared.transcoder, running, hop)
    const named = (failure: unknown) => nameSetting(failure, target)
    return { answer, headers: clientHeaders(target, prepared, answer, hop), named }
  } catch (error) {
    // As it is: what went wrong with the call is a GatewayError, and a fault of ours must not pass for the vendor's.
    running.abort()
    throw nameSetting(error, target)
  }
}

function clientHeaders(target: Target, prepared: PreparedCall, answer: Answer, hop: HopAnswer): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of target.passedHeaders) {
    const value = headerOf(hop, name)
    if (value !== undefined) headers[name] = headerText(value)
  }
  if (prepared.dropped.length > 0) headers['x-sluice-dropped'] = headerText(prepared.dropped.join(', '))
  const { upstreamModel } = answer.progress
  // A hop of ours has said what ran; its frames may say what was asked.
  if (upstreamModel !== undefined && !isOwnHop(target)) headers['x-sluice-model-version'] = headerText(upstreamModel)
  return headers
}

/** Vendors and clients wrote parts of these values; Node refuses to send a head that holds a line end. */
function headerText(value: string): string {
  return value.slice(0, HEADER_CHARS_MAX).replace(/[^\x20-\x7e]/g, '?')
}
