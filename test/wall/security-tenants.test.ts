import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type CannedUpstream, startCannedUpstream } from '../canned-upstream.ts'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, send } from '../raw-client.ts'
import { questionOf, textOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'

describe('many tenants at once (S28)', () => {
  const TENANTS = 20
  const QUESTIONS = 15
  /** Every third question is left in the middle. */
  const LEAVES_EVERY = 3
  const keys = Array.from({ length: TENANTS }, (_, at) => `key-of-tenant-${at}`)
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_API_KEYS: keys.join() } })
  })
  afterAll(() => product.stop())

  /** One tenant's questions, one after the other, all over the ways. */
  async function live(tenant: number): Promise<readonly string[]> {
    const heard: string[] = []
    for (let turn = 0; turn < QUESTIONS; turn++) {
      const way = ways[(tenant + turn) % ways.length]!
      const marker = `<tenant ${tenant} turn ${turn}>`
      const script = { text: marker.repeat(20), split: 7, key: `${marker}.` }
      const headers = { authorization: `Bearer ${keys[tenant]}` }
      const question = questionOf(product, way, { script, headers })
      if (turn % LEAVES_EVERY === 2) heard.push(...(await leaveAfterHead(question, marker)))
      else heard.push(...strangersIn(textOf(way, (await ask(question)).text), marker))
    }
    return heard
  }

  async function leaveAfterHead(question: Parameters<typeof send>[0], marker: string): Promise<readonly string[]> {
    const call = send(question)
    await call.head
    call.leave()
    return strangersIn((await call.answer).text, marker)
  }

  /** Markers of others. */
  function strangersIn(text: string, marker: string): readonly string[] {
    return [...text.matchAll(/<tenant \d+ turn \d+>/g)].map(([found]) => found).filter((found) => found !== marker)
  }

  it('never hear a word of each other, whoever leaves', async () => {
    const heard = await Promise.all(keys.map((_, tenant) => live(tenant)))
    expect(heard.flat()).toEqual([])
    await expectInvariants(product)
  })
})

describe('a client that names another upstream (S14)', () => {
  let product: Product
  let elsewhere: CannedUpstream
  beforeAll(async () => {
    elsewhere = await startCannedUpstream((response) => void response.end('{}'))
    product = await startProduct()
  })
  afterAll(() => Promise.all([product.stop(), elsewhere.close()]))

  it.each(ways)('$name: has no effect', async (way: Way) => {
    const { url } = elsewhere
    const { host } = new URL(url)
    const headers = {
      'x-forwarded-host': host,
      'x-original-url': url,
      'x-rewrite-url': url,
      'x-upstream-url': url,
      'x-base-url': url,
      'x-sluice-upstream-url': url,
      forwarded: `host=${host}`,
      via: `1.1 ${host}`,
    }
    const places = { base_url: url, api_base: url, baseURL: url, upstream: url, provider: url }
    const members = way.dialect === way.vendor && way.dialect === 'gemini' ? {} : places
    const question = questionOf(product, way, { headers })
    const body = JSON.stringify({ ...JSON.parse(String(question.body)), ...members })
    const separator = question.url.includes('?') ? '&' : '?'
    const answer = await ask({ ...question, url: `${question.url}${separator}base_url=${url}&upstream=${url}`, body })
    expectComplete(answer, way)
    expect(elsewhere.requests).toEqual([])
  })

  it('on a forwarded route it has none either', async () => {
    const headers = { 'x-forwarded-host': new URL(elsewhere.url).host, 'x-upstream-url': elsewhere.url }
    const url = `${product.gatewayUrl}/v1/embeddings?base_url=${elsewhere.url}`
    expect((await ask({ url, headers, body: `{"model":"m","input":"x","base_url":"${elsewhere.url}"}` })).status).toBe(
      200,
    )
    expect(elsewhere.requests).toEqual([])
  })
})
