import type { Quirks } from '../../quirks.ts'
import type { ToolNames } from '../../tool-names.ts'

/** What every part of one request's encoding shares. */
export interface EncodeContext {
  readonly names: ToolNames
  readonly quirks: Quirks
  /** Fields left out, in the client's words. */
  readonly dropped: string[]
}
