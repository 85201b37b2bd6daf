import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { corpus } from './raw/corpus.ts'
import { type Played, playRow } from './raw/play-row.ts'
import { KEY, type Row } from './raw/row.ts'

const ROWS_AT_ONCE = 8

const rows = Object.entries(corpus).flatMap(([group, list]) => list.map((row) => ({ group, ...row })))

describe('bytes on the wire', () => {
  let product: Product
  const played = new Map<string, Promise<Played>>()
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_API_KEYS: KEY } })
  })
  afterAll(() => product.stop())

  const play = (row: Row, index: number) =>
    playRow(row, row.gateway, portOf(product.gatewayUrl), product.upstream, `row-${String(index).padStart(3, '0')}`)

  it.each(rows.map((row, index) => ({ ...row, index })))('$group: $name', async ({ index, ...row }) => {
    expect(await play(row, index)).toEqual({
      ...row.gateway,
      next: row.gateway.connection === 'kept' ? ['own', 'own'] : ['own'],
      leaked: [],
    })
  })
})

const portOf = (url: string) => Number(new URL(url).port)
