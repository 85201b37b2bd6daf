import type { JsonObject } from './json/json.ts'
import type { Quirks } from './quirks.ts'

/** A tool as the client knows it. */
export interface ClientTool {
  readonly name: string
  readonly namespace?: string | undefined
  /** The client declared a custom tool: the answer's arguments are its input, wrapped. */
  readonly custom?: true | undefined
}

/** What the decoder of an answer must know about its request. */
export interface Decoding {
  /** Declared name to the client's own tool, where they differ. */
  readonly toolNames: ReadonlyMap<string, ClientTool>
  /** Take only the first call of each choice. */
  readonly firstCallOnly: boolean
  /** How many answers were asked for; absent: what the vendor numbers is believed. */
  readonly choices?: number | undefined
  /** Those that are about the end of an answer. */
  readonly quirks?: Quirks | undefined
}

/** A request in a backend's words. */
export interface EncodedRequest {
  /** Always asks for a stream. */
  readonly body: JsonObject
  readonly dropped: readonly string[]
  readonly decoding: Decoding
}
