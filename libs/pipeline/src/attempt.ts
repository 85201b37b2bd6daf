import { setTimeout as sleep } from 'node:timers/promises'
import { codecs, GatewayError, type Remedy } from '@sluice/protocol'
import type { Answer } from '@sluice/relay'
import { chooseProtocol, isOwnHop, type Target } from '@sluice/targets'
import { type HopAnswer, headerOf, retryDelayMs } from '@sluice/upstream'
import type { GenerationCall } from './call.ts'
import { encodeHopHeaders } from './hop-headers.ts'
import { openAnswer } from './open-answer.ts'
import { type PreparedCall, prepareCall } from './prepare-call.ts'
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
  const remedies: Remedy[] = []
  for (let retries = 0; ; retries++) {
    try {
      return await attemptOnce(call, target, remedies)
    } catch (error) {
      if (!(error instanceof GatewayError) || call.signal.aborted) throw error
      const remedy = remedyFor(error, call, target)
      if (remedy !== undefined && !remedies.includes(remedy)) {
        remedies.push(remedy)
        call.record.waiting(remedy, 0)
        continue
      }
      const elapsedMs = performance.now() - startedAt
      const delayMs = retryDelayMs(target.retry, { error, retries, elapsedMs, random: call.asked.sources.random() })
      if (delayMs === undefined || pastDeadline(call, delayMs)) throw error
      call.record.waiting(error.kind, delayMs)
      await pause(call, delayMs)
    }
  }
}

/** What the vendor's refusal asks for. A request that passes as it is cannot be written in another way. */
function remedyFor(error: GatewayError, call: GenerationCall, target: Target): Remedy | undefined {
  const protocol = chooseProtocol(call.protocol, target)
  return protocol === call.protocol ? undefined : codecs[protocol].backend.remedyFor(error)
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

async function attemptOnce(call: GenerationCall, target: Target, remedies: readonly Remedy[]): Promise<OpenedAnswer> {
  const prepared = prepareCall(call, target, remedies)
  call.record.dropped(prepared.dropped)
  call.record.attempted()
  const running = new RunningCall(target, call.signal)
  try {
    const lease = target.credentials.lease(new Set())
    const protocol = chooseProtocol(call.protocol, target)
    const headers = {
      'content-type': 'application/json',
      ...prepared.headers,
      ...target.headers,
      ...(isOwnHop(target) && encodeHopHeaders(call)),
      ...lease?.headers,
    }
    const hop = await target.send(
      { method: 'POST', protocol, path: prepared.path, headers, body: prepared.body },
      running.signal,
    )
    const answer = await openAnswer(protocol, prepared.transcoder, running, hop)
    return { answer, headers: clientHeaders(target, prepared, answer, hop) }
  } catch (error) {
    // As it is: what went wrong with the call is a GatewayError, and a fault of ours must not pass for the vendor's.
    running.abort()
    throw error
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
  if (upstreamModel !== undefined) headers['x-sluice-model-version'] = headerText(upstreamModel)
  return headers
}

/** Vendors and clients wrote parts of these values; Node refuses to send a head that holds a line end. */
function headerText(value: string): string {
  return value.slice(0, HEADER_CHARS_MAX).replace(/[^\x20-\x7e]/g, '?')
}
