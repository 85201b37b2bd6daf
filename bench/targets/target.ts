import type { Child } from '../children.ts'
import type { Variant } from './sluice.ts'

/** How the clients of a target ask. */
export interface Manner {
  readonly dialect: 'openai' | 'gemini'
  /** The client wants one piece, not a stream. */
  readonly whole?: boolean
  /** What stands before the model's name, so that the target takes it to the right vendor. */
  readonly modelPrefix?: string
  /** What stands at the end of its answers, where that is not what the dialect says. */
  readonly end?: string
  readonly headers?: (vendorPort: number) => Readonly<Record<string, string>>
}

/** What a target is started with. */
export interface Surroundings {
  readonly vendorPort: number
  /** A folder of this target's own. */
  readonly folder: string
  /** The checkout whose Sluice is measured. */
  readonly tree: string
}

/** A target that takes requests. */
export interface Started {
  readonly port: number
  /** Whose CPU time and memory is the target's. */
  readonly children: readonly Child[]
  /** Others that it needs. */
  readonly helpers?: readonly Child[]
}

export interface Target {
  readonly title: string
  /** What it does for each request, as far as it is more than to pass it on. */
  readonly on?: string
  readonly manner: Manner
  /** Why it cannot run here, if it cannot. */
  readonly missing?: () => string | undefined
  /** Which Sluice it is, if it is one. */
  readonly variant?: Variant
  readonly start: (surroundings: Surroundings) => Promise<Started>
}
