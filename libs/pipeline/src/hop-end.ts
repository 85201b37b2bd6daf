import type { Protocol } from '@sluice/protocol'
import type { OpenedAnswer } from './attempt.ts'
import { decodeHopError, HOP_ERROR_HEADER } from './hop-error.ts'

/** Trailer in which the translator tells the gateway how an answer ended, where its frames alone do not say. */
export const END_TRAILER = 'x-sluice-internal-end'

export const EARLY_STOP = 'early_stop'

/**
 * Why a running answer failed. The translator tells it exactly in a trailer: the frame it ended with is in the client's
 * dialect, which has fewer words. Any other target's failure is what it was thrown as.
 */
export async function exactFailure(
  { target, answer, hop }: OpenedAnswer,
  protocol: Protocol,
  thrown: unknown,
): Promise<unknown> {
  const { failure } = answer.progress
  if (!target.stopsItself || failure === undefined || thrown !== failure) return thrown
  await answer.settled
  const told = hop.trailers[HOP_ERROR_HEADER]
  const frame = JSON.stringify({ error: failure.vendor?.error ?? null })
  return (told === undefined ? undefined : decodeHopError(told, frame, protocol)) ?? thrown
}
