import { type Address, codecs, type Protocol, protocols } from '@sluice/protocol'
import { certaintyOf, type Evidence, mayHave } from './dialect.ts'
import type { PrefixedPath } from './prefix.ts'
import { spell } from './template.ts'

/** An address of a protocol that a request may mean. */
export interface Candidate {
  readonly protocol: Protocol
  readonly address: Address
  /** As it was sent. */
  readonly model: string | undefined
}

/** Every protocol's addresses, taken apart once. */
const tables = protocols.map((protocol) => ({
  protocol,
  addresses: codecs[protocol].addresses.list.map((address) => ({
    address,
    words: address.template.split('/').slice(1),
  })),
}))

/** The address that each protocol has for a path. */
export function candidatesOf(method: string, { versions, root, segments }: PrefixedPath): readonly Candidate[] {
  return tables.flatMap(({ protocol, addresses }) => {
    if (root !== undefined && root !== protocol) return []
    for (const { address, words } of addresses) {
      const isServed = address.meaning.kind !== 'unserved'
      const spelling = spell(words, segments, !isServed)
      if (spelling === undefined) continue
      if (!isServed && !(address.methods.includes(method) && (address.own || mayHave(protocol, versions)))) continue
      return [{ protocol, address, model: spelling.model }]
    }
    return []
  })
}

/** The one that is meant. */
export function chosen(candidates: readonly Candidate[], evidence: Evidence): Candidate | undefined {
  if (candidates.length < 2) return candidates[0]
  // What one protocol serves is not refused because a header or a query belongs to another.
  const pathAlone = { path: evidence.path, query: () => [], header: () => undefined }
  const certainty = ({ protocol, address: { own, meaning } }: Candidate) =>
    own ? 4 : certaintyOf(protocol, meaning.kind === 'unserved' ? pathAlone : evidence)
  return candidates.toSorted((a, b) => certainty(b) - certainty(a))[0]
}
