import type { ToolNames } from '../../tool-names.ts'

/** What every part of one request's encoding shares. */
export interface EncodeContext {
  readonly names: ToolNames
  /** Custom tools go as they are; otherwise as functions. */
  readonly nativeCustomTools: boolean
  /** Fields left out, in the client's words. */
  readonly dropped: string[]
}
