import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { atOnce, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { askScripted, expectFault } from './row.ts'
import { faults, impatient } from './upstream-faults.ts'

describe('an upstream that fails, in one process', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: impatient })
  })
  afterAll(() => product.stop())

  describe.each(faults)('$name', (fault) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, fault.script))
    it.each(ways)('$name', async (way) => expectFault(await asked(way), way, fault))
  })

  it('leaves nothing behind', () => expectInvariants(product))
})

describe('an upstream that fails, in two processes', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes: 2, env: impatient })
  })
  afterAll(() => product.stop())

  const few = ['U17', 'U20', 'U22', 'U43 streams an error in the middle', 'U16 answers with nothing', 'U53 has no']
  const throughTheHop = ways.filter(({ vendor }) => vendor === 'gemini')
  describe.each(faults.filter(({ name }) => few.some((start) => name.startsWith(start))))('$name', (fault) => {
    const asked = atOnce(throughTheHop, (way) => askScripted(product, way, fault.script))
    it.each(throughTheHop)('$name', async (way) => expectFault(await asked(way), way, fault))
  })

  it('leaves nothing behind', () => expectInvariants(product))
})
