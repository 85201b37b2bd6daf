import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type CannedUpstream, startCannedUpstream } from '../canned-upstream.ts'
import { type Product, startProduct } from '../product.ts'
import { expectInvariants } from './invariants.ts'
import { RawConnection } from './raw/connection.ts'
import { embedding, FORWARDED, head, host } from './raw/row.ts'

const REQUESTS = process.env.SLUICE_TEST === 'all' ? 2_000 : 200

/** Known to be for one hop, for this server, or for nobody. */
const withheld = [
  'Authorization',
  'x-api-key',
  'Cookie',
  'Keep-Alive',
  'TE',
  'Trailer',
  'Upgrade',
  'Proxy-Authorization',
  'Proxy-Anything',
  'X-Forwarded-Anything',
  'Forwarded',
  'X-Real-IP',
  'X-Sluice-Anything',
  'x-sluice-internal-request-id',
]
const passing = ['x-one', 'X-Two', 'accept-language', 'openai-beta']

const value = fc.string({
  unit: fc.constantFrom('a', ' ', '"', ',', ';', '=', '\t', '\u00e9', '\u00ff', '%', '\\'),
  maxLength: 12,
})
const fields = fc.uniqueArray(fc.tuple(fc.constantFrom(...withheld, ...passing), value), {
  selector: ([name]) => name.toLowerCase(),
  maxLength: 8,
})
const separator = fc.constantFrom(',', ', ', ' ,,', ',\t')
const named = fc.tuple(
  fc.uniqueArray(fc.constantFrom(...passing, 'X-ONE', 'close-not', 'content-length', 'host'), { maxLength: 4 }),
  separator,
)

describe('any headers on a forwarded route (C22, C23, S37)', () => {
  let product: Product
  let vendor: CannedUpstream
  let connection: RawConnection
  beforeAll(async () => {
    vendor = await startCannedUpstream((response) => void response.end('{}'))
    product = await startProduct({ env: { UPSTREAM_URL: vendor.url } })
    connection = await RawConnection.open(Number(new URL(product.gatewayUrl).port))
  })
  afterAll(() => Promise.all([product.stop(), vendor.close()]))

  it('arrive without those of the hop, of the client’s keys and of this product, and with all others', async () => {
    await fc.assert(
      fc.asyncProperty(fields, named, async (sent, [names, between]) => {
        const answered = connection.responses().length
        const body = embedding('x')
        const lines = sent.map(([name, text]) => `${name}: ${text}`)
        const connectionLine = names.length > 0 ? [`Connection: ${names.join(between)}`] : []
        connection.send(
          head(`POST ${FORWARDED} HTTP/1.1`, host, ...lines, ...connectionLine, `content-length: ${body.length}`) +
            body,
        )
        await connection.until(() => connection.responses().length > answered || connection.closed)
        expect(connection.responses().at(-1)?.status).toBe(200)
        connection.received = ''
        const arrived = namesOf(vendor.requests.at(-1)?.rawHeaders ?? [])
        const mine = sent.map(([name]) => name.toLowerCase())
        const gone = [...withheld, ...names].map((name) => name.toLowerCase())
        const expected = mine.filter((name) => !gone.includes(name))
        // The server's own key, what frames and addresses every request, and the mark by which one that comes back is known.
        const always = ['authorization', 'connection', 'content-length', 'host', 'via']
        expect(arrived.toSorted()).toEqual([...expected, ...always].toSorted())
        expect(vendor.requests.at(-1)?.body.toString()).toBe(body)
      }),
      { numRuns: REQUESTS },
    )
    connection.leave()
    await expectInvariants(product)
  })
})

function namesOf(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
}
