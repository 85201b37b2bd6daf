import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayError } from '@sluice/protocol'
import type { Lease, Target } from '@sluice/targets'
import type { GenerationCall } from '../call.ts'
import { attemptOnce, type OpenedAnswer } from './attempt-once.ts'
import { AttemptPlan, type Try } from './plan.ts'
import { remedyFor } from './remedy.ts'

/**
 * Runs a call at one of the targets, best first, until one gives its first output. The only stage that tries again; what
 * is tried next, and when it is over, is the plan's.
 * @throws GatewayError for the client.
 */
export async function attempt(call: GenerationCall, targets: readonly Target[]): Promise<OpenedAnswer> {
  const { commitAt, deadlineAt, record } = call
  const limits = { startedAt: performance.now(), commitAt, deadlineAt }
  const plan = new AttemptPlan(targets, limits, () => call.asked.sources.random())
  for (let next = plan.first(); ; ) {
    record.routed(next.place.target.name)
    const startedAt = performance.now() + next.delayMs
    try {
      await pause(call, next)
      const opened = await attemptOnce(call, next)
      next.lease.report('answered')
      return opened
    } catch (thrown) {
      const error = failureOf(call, next.lease, thrown)
      const now = performance.now()
      const remedy = remedyFor(call, next.place.target, error)
      next = plan.next(next, { error, remedy, now, tookMs: Math.max(0, now - startedAt) })
    }
  }
}

/** What a failed attempt says of its target, told to its credential. @throws what says nothing of it, as it is. */
function failureOf({ signal }: GenerationCall, lease: Lease, thrown: unknown): GatewayError {
  const isTheirs = thrown instanceof GatewayError && !signal.aborted
  lease.report(isTheirs ? thrown : 'abandoned')
  if (!isTheirs) throw thrown
  return thrown
}

async function pause({ signal, record }: GenerationCall, { cause, delayMs }: Try): Promise<void> {
  if (cause === undefined) return
  record.waiting(cause, delayMs)
  if (delayMs === 0) return
  try {
    await sleep(delayMs, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
