import { describe, expect, it } from '@jest/globals'
import { caseIds } from './vectors/case-ids.ts'
import { erVectors } from './vectors/er.ts'
import { goVectors } from './vectors/go.ts'
import { gsVectors } from './vectors/gs.ts'
import { igVectors } from './vectors/ig.ts'
import { igSchemaVectors } from './vectors/ig-schema.ts'
import { ogHistoryVectors, ooVectors } from './vectors/og-history.ts'
import { ogMediaVectors } from './vectors/og-media.ts'
import { ogMessageVectors } from './vectors/og-messages.ts'
import { ogParameterVectors } from './vectors/og-parameters.ts'
import { ogToolVectors } from './vectors/og-tools.ts'
import { oiVectors } from './vectors/oi.ts'
import { pending, pendingParts } from './vectors/pending.ts'
import { argumentVectors, schemaVectors } from './vectors/schema.ts'
import { schemaReferenceVectors } from './vectors/schema-references.ts'

const vectors: readonly { readonly id: string }[] = [
  ...ogMessageVectors,
  ...ogMediaVectors,
  ...ogParameterVectors,
  ...ogToolVectors,
  ...ogHistoryVectors,
  ...ooVectors,
  ...igVectors,
  ...igSchemaVectors,
  ...schemaVectors,
  ...schemaReferenceVectors,
  ...argumentVectors,
  ...goVectors,
  ...gsVectors,
  ...oiVectors,
  ...erVectors,
]
const tested = new Set(vectors.map((vector) => vector.id))
const waiting = new Set(pending.map((entry) => entry.id))

describe('the cases of the translation', () => {
  it('are all tested, or pending with a reason', () => {
    expect(caseIds.filter((id) => !tested.has(id) && !waiting.has(id))).toEqual([])
  })

  it('are not pending once they are tested', () => {
    expect([...waiting].filter((id) => tested.has(id))).toEqual([])
  })

  it('are tested in part where a part is pending', () => {
    expect(pendingParts.filter(({ id }) => !tested.has(id))).toEqual([])
  })

  it('are the only ones that vectors name', () => {
    expect([...tested, ...waiting].filter((id) => !caseIds.includes(id))).toEqual([])
  })
})
