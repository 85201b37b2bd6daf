import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { saySkipped } from '../say-skipped.ts'
import { expectInvariants } from './invariants.ts'
import { corpus } from './raw/corpus.ts'
import { hasNginx, type Nginx, startNginx } from './raw/nginx.ts'
import { playRow } from './raw/play-row.ts'
import { KEY, type Row } from './raw/row.ts'

const rows = Object.entries(corpus).flatMap(([group, list]) => list.map((row) => ({ group, row, name: row.name })))

const portOf = (url: string) => Number(new URL(url).port)
const markerOf = (row: Row) => `row-${String(rows.findIndex((known) => known.row === row)).padStart(3, '0')}`

describe('bytes on the wire', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_API_KEYS: KEY } })
  })
  afterAll(() => product.stop())

  it.each(rows)('$group: $name', async ({ row }) => {
    const played = await playRow(row, row.gateway, portOf(product.gatewayUrl), product.upstream, markerOf(row))
    expect(played).toEqual(expectedOf(row.gateway))
  })

  it('leaves nothing behind', () => expectInvariants(product))
})

const withNginx = process.env.SLUICE_TEST === 'all' && hasNginx
if (!withNginx) saySkipped('nginx in front of the gateway (npm run test:all with nginx, Debian: nginx-light).')

;(withNginx ? describe : describe.skip)('bytes on the wire, behind nginx', () => {
  let product: Product
  let nginx: Nginx
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_API_KEYS: KEY } })
    nginx = await startNginx(portOf(product.gatewayUrl))
  })
  afterAll(() => Promise.all([product.stop(), nginx.stop()]))

  it.each(rows)('$group: $name', async ({ row }) => {
    const played = await playRow(row, row.nginx, nginx.port, product.upstream, markerOf(row))
    expect(played).toEqual(expectedOf(row.nginx))
  })

  it('leaves nothing behind', () => expectInvariants(product))

  it('neither the key nor a query is in its log', () => {
    expect(nginx.log()).toContain('"service":"nginx"')
    expect(nginx.log()).not.toContain(KEY)
  })
})

function expectedOf(end: Row['gateway']) {
  return { ...end, next: end.connection === 'kept' ? ['own', 'own'] : ['own'], leaked: [] }
}
