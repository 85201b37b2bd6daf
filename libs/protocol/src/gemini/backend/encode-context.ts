import type { PrepareOptions } from '../../codec.ts'
import type { ToolNames } from '../../tool-names.ts'
import type { Family } from '../models.ts'
import type { SchemaBudget } from './schema/walk.ts'

/** What every part of one request's encoding shares. */
export interface EncodeContext {
  readonly family: Family
  readonly options: PrepareOptions
  readonly names: ToolNames
  /** One for all schemas of the request, so that many small ones cannot grow into many large ones. */
  readonly schemaBudget: SchemaBudget
  /** Fields left out, in the client's words. */
  readonly dropped: string[]
}
