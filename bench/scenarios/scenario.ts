import type { Rig, Running } from '../rig.ts'

/** What one target showed in one round. */
export interface Sample {
  readonly value: number
  /** Only of times. */
  readonly p99?: number
  /** What the mock and the load took for the same, in microseconds. */
  readonly vendorUs?: number
  readonly loadUs?: number
  /** Which share of the time that it could have used went to others on its core, its own threads included. */
  readonly waitedShare?: number
  /** Only of paced streams: more than one means that the target came too late to hand over each event on its own. */
  readonly eventsPerRead?: number
}

/** How long a run looks. */
export interface Pace {
  readonly rounds: number
  readonly warmUpMs: number
  /** Requests after which a target is taken to be warm, if they come in time. */
  readonly warmUpRequests: number
  readonly windowMs: number
}

export interface Scenario {
  readonly title: string
  readonly unit: 'µs' | 'ms' | 'KB' | 'events'
  /** Every round starts the target anew, for what a process keeps once it had it. */
  readonly fresh?: boolean
  /** Only every other round, for what is slow to measure and hardly varies. */
  readonly halfRounds?: boolean
  readonly warmUp: (rig: Rig, running: Running, pace: Pace) => Promise<unknown>
  readonly measure: (rig: Rig, running: Running, pace: Pace) => Promise<Sample>
}
