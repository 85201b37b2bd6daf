/** How the client reads the answer: an event stream, a stream written as one JSON array, or one JSON object. */
export type Framing = 'sse' | 'json-array' | 'whole'

/** What the path and query of a generation say. What they leave open its body says. */
export interface RequestPath {
  readonly model?: string | undefined
  readonly stream?: boolean | undefined
  readonly framing?: Framing | undefined
}

/** Reads every value of a query parameter, in order. */
export type QueryReader = (name: string) => readonly string[]

/** What an address is for. */
export type Meaning =
  | {
      readonly kind: 'generate'
      /** What the query says. Absent: nothing, here. @throws GatewayError bad-request naming the parameter. */
      readonly said?: (query: QueryReader) => Omit<RequestPath, 'model'>
    }
  | { readonly kind: 'list-models' }
  | { readonly kind: 'get-model' }
  | { readonly kind: 'count-tokens' }
  /** Handed to a vendor of this protocol unread. */
  | { readonly kind: 'forward' }
  /** Famous, and not served: what to say. Everything below such an address is meant too. */
  | { readonly kind: 'unserved'; readonly message: string }

/** One address of a protocol. */
export interface Address {
  /**
   * Below the version. `{id}`: one segment, the id of a file. `{model}`: a model, which may have slashes, and what stands
   * behind it; `{model}:{method}` ends at its last colon.
   */
  readonly template: string
  readonly methods: readonly string[]
  readonly meaning: Meaning
  /** Stands before the model of the path: `tunedModels/`. */
  readonly folder?: string
  /** No other protocol has such an address, so that it alone tells the protocol. */
  readonly own?: true
  /** Clients try it as a WebSocket first; on a 426 they fall back to HTTP at once. */
  readonly webSocket?: true
}

/** How clients of one protocol reach a server, and how they can be told. */
export interface Addresses {
  /** In sentences: `OpenAI clients`. */
  readonly clients: string
  /** The name of their base URL, for programs: `openai`. Protocols of one vendor may share both. */
  readonly baseUrlName: string
  /** Their base URL below the address of a server. */
  readonly baseUrl: string
  /** With its slash. Names of routes show it, and a vendor's base URL without a version gets it. */
  readonly version: string
  /** All versions that clients write, without slash. */
  readonly versions: readonly string[]
  /** Words beside the version below which everything is of this protocol: `/v1beta/openai`. */
  readonly roots: readonly string[]
  readonly signs: {
    /** Headers and query parameters that clients of this protocol send and no others. */
    readonly headers: readonly string[]
    readonly query: readonly string[]
    /** Headers in which they send their key, as some clients of other protocols do. */
    readonly sharedHeaders: readonly string[]
  }
  /** Headers of answers that they read, in browsers too. */
  readonly answerHeaders: readonly string[]
  /** Of several that fit, the first is meant. */
  readonly list: readonly Address[]
}

/** HEAD is GET without the body; whoever sends the answer leaves the body out. */
export const reading: readonly string[] = ['GET', 'HEAD']
export const posting: readonly string[] = ['POST']
export const anyMethod: readonly string[] = [...reading, ...posting, 'PUT', 'PATCH', 'DELETE']
