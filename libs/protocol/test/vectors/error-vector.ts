import type { Json, Protocol } from '../../src/index.ts'

/** An HTTP answer of the vendor that is an error, and what the client gets. */
export interface ErrorVector {
  readonly id: string
  readonly name: string
  readonly from: Protocol
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Defaults to JSON. */
  readonly contentType?: string
  /** Text is sent as it is. */
  readonly body: Json
  readonly expected: {
    readonly status: number
    /** Deep partial. */
    readonly body?: Readonly<Record<string, unknown>>
    readonly headers?: Readonly<Record<string, string>>
    readonly absentHeaders?: readonly string[]
    /** Texts that appear nowhere in the answer. */
    readonly secrets?: readonly string[]
  }
}
