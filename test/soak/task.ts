import type { EndReason } from '@sluice/telemetry'
import type { Script } from '../wall/row.ts'
import type { Way } from '../way.ts'

/** What an answer must come to. */
export type Expected =
  | { readonly ends: 'complete'; readonly text: string; readonly reason: EndReason }
  | { readonly ends: 'failed'; readonly when: 'early' | 'late'; readonly status: number; readonly reason: EndReason }
  /** The client left: whatever had come of it before. */
  | { readonly ends: 'left' }

/** How a client of ours behaves on its connection. */
export interface Manners {
  readonly connection: 'kept' | 'new'
  /** `dribbled`: in pieces with pauses. */
  readonly sending: 'whole' | 'chunked' | 'dribbled'
  /** Pauses between reads; 0 = reads at once. */
  readonly readPauseMs: number
  readonly leave?: { readonly afterMs: number; readonly how: 'fin' | 'rst' }
}

/** A generation, asked for byte by byte or through an SDK. */
export interface Generation {
  readonly way: Way
  readonly script: Script
  readonly headers: Readonly<Record<string, string>>
  readonly expected: Expected
}

export type Act =
  | ({ readonly client: 'http'; readonly manners: Manners } & Generation)
  | ({ readonly client: 'sdk' } & Generation)
  /** Odd bytes, by their number in the corpus. */
  | { readonly client: 'raw'; readonly row: number }
  /** A request that is no generation, by its number in the table. */
  | { readonly client: 'plain'; readonly row: number }

/** One request of a run: all of it follows from the seed and its index. */
export interface Task {
  readonly index: number
  readonly kind: string
  readonly requestId: string
  /** In the prompt, and in the answer where there is one; nobody else may ever see it. */
  readonly marker: string
  readonly key: string
  readonly act: Act
}

const markers = /mark-\d+-\d+\./g

export const markerOf = (seed: number, index: number): string => `mark-${seed}-${index}.`

/** Whether a text holds a marker, which logs and metrics must not. */
export const hasMarker = (text: string): boolean => text.search(markers) >= 0

/** Markers of others than this one. */
export function strangersIn(text: string, marker: string): readonly string[] {
  return [...new Set(text.match(markers))].filter((found) => found !== marker)
}
