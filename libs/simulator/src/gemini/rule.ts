import type { Family } from './family.ts'
import type { GeminiRequest } from './request.ts'

export interface About {
  readonly request: GeminiRequest
  /** Without `models/`. */
  readonly model: string
  readonly family: Family
}

/** One thing that is refused with 400: the message, or nothing when all is well. */
export type Rule = (about: About) => string | undefined
