/** What a client takes in its own way, where its protocol's SDKs would take it otherwise. */
export interface ClientQuirks {
  /**
   * How it sees that an answer in one piece failed after its first byte: by a cut connection, as every SDK does, or by an
   * error body under the 200, which SDKs take for the answer.
   */
  readonly lateErrors: 'cut' | 'body'
  /** It shows words of its own about OpenAI credits, in place of ours, when it reads the error type `insufficient_quota`. */
  readonly ownQuotaWords: boolean
}

/** Reads a request header by lower-case name. */
export type ClientHeader = (name: string) => string | undefined

interface KnownClient {
  readonly name: string
  readonly matches: (header: ClientHeader) => boolean
  readonly quirks: Partial<ClientQuirks>
}

const usual: ClientQuirks = { lateErrors: 'cut', ownQuotaWords: false }

/** Clients by what their requests say of them; the first that fits. */
const knownClients: readonly KnownClient[] = [
  {
    // Its server calls with node-fetch; the SDKs that used to do so as well name themselves.
    name: 'SillyTavern',
    matches: (header) => /\bnode-fetch\b/i.test(header('user-agent') ?? ''),
    quirks: { lateErrors: 'body', ownQuotaWords: true },
  },
]

/** What is known of the client that sent these headers. */
export function clientQuirks(header: ClientHeader): ClientQuirks {
  return { ...usual, ...knownClients.find(({ matches }) => matches(header))?.quirks }
}
