import { busy } from './busy.ts'

interface LoadGateOptions {
  /** Most generations at once; 0 = no limit. */
  readonly streamsMax: number
}

/**
 * Timers that are late by this much, twice in a row, mean that the process cannot keep its promises to those it has let
 * in. Once is no sign: a neighbour that starts on the same cores takes half a second from everybody.
 */
const LAG_MAX_MS = 500
const LAG_LOOK_EVERY_MS = 250

/** Keeps a full or lagging service from taking more work, so that what it has taken goes on. */
export interface LoadGate {
  /** Whether there is a place now, for who has to read a body before it needs one. @throws GatewayError busy. */
  look(): void
  /** Takes a place, which the returned function gives back. @throws GatewayError busy with the wait. */
  enter(): () => void
  close(): void
}

export function createLoadGate({ streamsMax }: LoadGateOptions, nowMs = () => performance.now()): LoadGate {
  let inside = 0
  let lagMs = 0
  let lagBeforeMs = 0
  let dueAt = nowMs() + LAG_LOOK_EVERY_MS
  const timer = setInterval(() => {
    lagBeforeMs = lagMs
    lagMs = nowMs() - dueAt
    dueAt = nowMs() + LAG_LOOK_EVERY_MS
  }, LAG_LOOK_EVERY_MS).unref()
  const look = () => {
    if (streamsMax > 0 && inside >= streamsMax)
      throw busy(`${streamsMax} generations are running already (SLUICE_STREAMS_MAX)`)
    if (Math.min(lagMs, lagBeforeMs) > LAG_MAX_MS) throw busy('its event loop lags')
  }
  return {
    look,
    enter() {
      look()
      inside++
      let left = false
      return () => {
        if (!left) inside--
        left = true
      }
    },
    close: () => clearInterval(timer),
  }
}
