import type { JsonObject, RequestInput, StreamMessage } from '../../src/index.ts'

/** What the suites must know of a protocol, written down apart from the codec that they check. */
export interface ProtocolFacts {
  /** Whether a payload says that its answer is finished. */
  saysFinish(payload: JsonObject): boolean
  /** A message in which the vendor says that its answer failed. */
  readonly failure: StreamMessage
  /** Data of the marker that ends every complete stream, where there is one. */
  readonly terminal: string | undefined
  /** The smallest request that asks this. */
  request(asks: Asks): RequestInput
  /** Fixtures that no frame can hold as they are. */
  readonly unpassable: readonly string[]
  /** Fixtures whose failure only a translation shows: the vendor's own words pass as they are. */
  readonly passingFailures: readonly string[]
  /** Fixtures in which a translation makes text of something that is no text in the frames. */
  readonly otherText: readonly string[]
}

export interface Asks {
  readonly model: string
  readonly choices: number
  /** The client reads usage at the end of a stream, where its protocol lets it choose. */
  readonly includeUsage: boolean
}
