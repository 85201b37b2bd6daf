import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayError, isSignatureError } from '@sluice/protocol'
import type { Answer } from '@sluice/relay'
import { chooseProtocol, isOwnHop, type Target } from '@sluice/targets'
import { type HopAnswer, headerOf, retryDelayMs } from '@sluice/upstream'
import type { GenerationCall } from './call.ts'
import { type EncodedCall, encodeCall } from './encode-call.ts'
import { encodeHopHeaders } from './hop-headers.ts'
import { openAnswer } from './open-answer.ts'
import { RunningCall } from './vendor-call.ts'

/** Longest header value made here: clients and proxies take about 8 KB of head in all. */
const HEADER_CHARS_MAX = 2_000

/** An answer whose first output is there, with what the client is told beside it. */
export interface OpenedAnswer {
  readonly answer: Answer
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Runs a call at the first target that gives an answer. The only stage that retries and falls back; both end with the
 * first output.
 * @throws GatewayError of the last attempt.
 */
export async function attempt(call: GenerationCall, targets: readonly Target[]): Promise<OpenedAnswer> {
  let last: GatewayError | undefined
  for (const target of targets) {
    call.record.routed(target.name)
    try {
      return await attemptTarget(call, target)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      if (!error.retryable || call.signal.aborted) throw error
      last = error
    }
  }
  throw last ?? new GatewayError({ kind: 'internal', message: 'No target was given for this model.' })
}

async function attemptTarget(call: GenerationCall, target: Target): Promise<OpenedAnswer> {
  const startedAt = performance.now()
  let signatures: 'kept' | 'placeholder' = 'kept'
  for (let retries = 0; ; retries++) {
    try {
      return await attemptOnce(call, target, signatures)
    } catch (error) {
      if (!(error instanceof GatewayError) || call.signal.aborted) throw error
      if (signatures === 'kept' && isTranslated(call, target) && isSignatureError(error)) {
        // Signatures are bound to the route that made them; the placeholder is accepted everywhere.
        signatures = 'placeholder'
        call.record.waiting('signature', 0)
        continue
      }
      const elapsedMs = performance.now() - startedAt
      const delayMs = retryDelayMs(target.retry, { error, retries, elapsedMs, random: Math.random() })
      if (delayMs === undefined || pastDeadline(call, delayMs)) throw error
      call.record.waiting(error.kind, delayMs)
      await pause(call, delayMs)
    }
  }
}

/** A request that passes as it is cannot be sent with other signatures. */
function isTranslated(call: GenerationCall, target: Target): boolean {
  return chooseProtocol(call.protocol, target) !== call.protocol
}

function pastDeadline(call: GenerationCall, delayMs: number): boolean {
  return call.deadlineAt !== undefined && performance.now() + delayMs >= call.deadlineAt
}

async function pause(call: GenerationCall, delayMs: number): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal: call.signal })
  } catch (error) {
    throw call.signal.aborted ? call.signal.reason : error
  }
}

async function attemptOnce(
  call: GenerationCall,
  target: Target,
  signatures: 'kept' | 'placeholder',
): Promise<OpenedAnswer> {
  const encoded = encodeCall(call, target, signatures)
  call.record.dropped(encoded.dropped)
  call.record.attempted()
  const running = new RunningCall(target, call.signal)
  try {
    const lease = target.credentials.lease(new Set())
    const protocol = chooseProtocol(call.protocol, target)
    const headers = {
      'content-type': 'application/json',
      ...target.headers,
      ...(isOwnHop(target) && encodeHopHeaders(call)),
      ...lease?.headers,
    }
    const hop = await target.send(
      { method: 'POST', protocol, path: encoded.path, headers, body: encoded.body },
      running.signal,
    )
    const answer = await openAnswer(protocol, encoded, running, hop)
    return { answer, headers: clientHeaders(target, encoded, answer, hop) }
  } catch (error) {
    // As it is: what went wrong with the call is a GatewayError, and a fault of ours must not pass for the vendor's.
    running.abort()
    throw error
  }
}

function clientHeaders(target: Target, encoded: EncodedCall, answer: Answer, hop: HopAnswer): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of target.passedHeaders) {
    const value = headerOf(hop, name)
    if (value !== undefined) headers[name] = headerText(value)
  }
  if (encoded.dropped.length > 0) headers['x-sluice-dropped'] = headerText(encoded.dropped.join(', '))
  const { upstreamModel } = answer.progress
  if (upstreamModel !== undefined) headers['x-sluice-model-version'] = headerText(upstreamModel)
  return headers
}

/** Vendors and clients wrote parts of these values; Node refuses to send a head that holds a line end. */
function headerText(value: string): string {
  return value.slice(0, HEADER_CHARS_MAX).replace(/[^\x20-\x7e]/g, '?')
}
