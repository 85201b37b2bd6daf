/** A question and what its answer must look like. */
export interface Ask {
  readonly port: number
  /** The whole request, one character a byte. */
  readonly request: string
  /** How many events, each with its mark, the answer must carry. */
  readonly events: number
  /** A text that must stand in the last bytes of the answer. */
  readonly end: string
}

/** Processes whose CPU time is wanted. */
export interface Watched {
  readonly target: readonly number[]
  readonly vendor: readonly number[]
}

export type Command =
  /** Each connection asks again as soon as it has its answer. Costs are taken in the window after the settling time. */
  | {
      readonly kind: 'closed-loop'
      readonly ask: Ask
      readonly watched: Watched
      readonly connections: number
      readonly settleMs: number
      readonly windowMs: number
    }
  /** One question on each connection, opened over the first moments; costs are taken while all of them stream. */
  | {
      readonly kind: 'streams'
      readonly ask: Ask
      readonly watched: Watched
      readonly connections: number
      readonly settleMs: number
      readonly windowMs: number
    }
  /** Questions at fixed times, whether or not earlier ones have their answers. */
  | { readonly kind: 'open-loop'; readonly ask: Ask; readonly perSecond: number; readonly windowMs: number }
  /** Opens streams and keeps them. Ends when each has its first event. */
  | { readonly kind: 'hold'; readonly ask: Ask; readonly connections: number }
  /** Closes what `hold` has opened. */
  | { readonly kind: 'drop' }
  /** Closes each stream after some events. Ends when all clients have left. */
  | { readonly kind: 'leave'; readonly ask: Ask; readonly connections: number; readonly afterEvents: number }

/** What passed in a window, and the CPU time that it took, in microseconds. */
export interface Window {
  readonly requests: number
  readonly events: number
  /** Reads that brought events. */
  readonly reads: number
  /** How long the target was ready to run while others had its core, in microseconds. */
  readonly waitedUs: number
  readonly cpuUs: { readonly target: number; readonly vendor: number; readonly load: number }
}

export interface Results {
  readonly 'closed-loop': Window
  readonly streams: Window
  readonly 'open-loop': { readonly firstEventMs: readonly number[] }
  readonly hold: Record<string, never>
  readonly drop: Record<string, never>
  readonly leave: { readonly eventsRead: number }
}

export type Reply = { readonly result: Results[Command['kind']] } | { readonly failure: string }
