import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { beginStream, type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { expectEarlyError, expectLateError } from './failures.ts'
import { type Product, startProduct } from './product.ts'
import { ask } from './raw-client.ts'
import { atOnce, questionOf, type Way, ways } from './ways.ts'

const settingOf = (way: Way) => (way.vendor === 'openai' ? 'UPSTREAM_API_KEY' : 'GEMINI_API_KEY')

describe.each([1, 2] as const)("a vendor that refuses the server's own key, in %i process(es)", (processes) => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({
      processes,
      env: { GEMINI_API_KEY: 'AIzaWrongKeyOfTheServer', UPSTREAM_API_KEY: 'sk-wrong-key-of-the-server' },
    })
  })
  afterAll(() => product.stop())

  const asked = atOnce(ways, (way) => ask(questionOf(product, way)))
  it.each(ways)('$name: 502 that names the setting, asked once, and SDKs are told not to repeat it', async (way) => {
    const answer = await asked(way)
    const { message } = expectEarlyError(answer, way.dialect, 502)
    expect(message).toBe(`The vendor refused the API key of this server. Check ${settingOf(way)}.`)
    expect(answer.headers['x-should-retry']).toBe('false')
    expect(await product.endOf(answer.requestId)).toMatchObject({ attempts: 1, reason: 'upstream_error' })
  })

  it.each([
    ['/v1/models', 'openai'],
    ['/v1beta/models', 'gemini'],
  ] as const)('%s: refused, not unset', async (path, dialect) => {
    const answer = await ask({ url: product.gatewayUrl + path })
    const { message } = expectEarlyError(answer, dialect, 502)
    expect(message).toMatch(
      /refused the API key.*GEMINI_API_KEY.*refused the API key.*UPSTREAM_API_KEY|UPSTREAM_API_KEY.*GEMINI_API_KEY/s,
    )
    expect(message).not.toContain('Set GEMINI_API_KEY')
  })
})

describe.each([1, 2] as const)(
  "a vendor that refuses the server's own key in the middle, in %i process(es)",
  (processes) => {
    const first = {
      openai: '{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}',
      gemini: '{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"Hello"}]}}]}',
    }
    const refusal = {
      openai: '{"error":{"code":"account_deactivated","message":"The account org-AbCdEf123456 was deactivated."}}',
      gemini:
        '{"error":{"code":403,"status":"PERMISSION_DENIED","message":"Consumer projects/123456789012 has been suspended."}}',
    }
    let vendor: CannedUpstream
    let product: Product
    beforeAll(async () => {
      vendor = await startCannedUpstream((response, { url }) => {
        const name = url.includes('chat') ? 'openai' : 'gemini'
        beginStream(response).end(`data: ${first[name]}\n\ndata: ${refusal[name]}\n\n`)
      })
      product = await startProduct({ processes, env: { UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url } })
    })
    afterAll(() => Promise.all([product.stop(), vendor.close()]))

    it.each(ways)('$name: our words, which name the setting', async (way) => {
      const answer = await ask(questionOf(product, way))
      const error = way.framing === 'whole' ? expectEarlyError(answer, way.dialect, 502) : expectLateError(answer, way)
      expect(error.message).toContain(`Check ${settingOf(way)}.`)
      expect(answer.text).not.toMatch(/org-|123456789012|deactivated\.|Consumer/)
    })
  },
)

describe('a vendor, or a proxy before it, that answers 4xx with a page', () => {
  let vendor: CannedUpstream
  let product: Product
  const page = '<html><center><h1>Not Found</h1></center><hr><center>nginx on edge-internal-7</center></html>'
  beforeAll(async () => {
    vendor = await startCannedUpstream((response, { body }) => {
      const status = Number(/status-(\d+)/.exec(body.toString())?.[1] ?? 404)
      response.writeHead(status, { 'content-type': 'text/html' }).end(page)
    })
    product = await startProduct({ env: { UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url } })
  })
  afterAll(() => Promise.all([product.stop(), vendor.close()]))

  const rows = [400, 404, 405, 413, 422].flatMap((status) => ways.map((way) => ({ ...way, status })))
  it.each(rows)('$status, $name: asked once, no page, and nobody repeats it', async ({ status, ...way }) => {
    const before = vendor.requests.length
    const answer = await ask(questionOf(product, way, { script: { key: `status-${status}` } }))
    const isAddress = status === 404 || status === 405
    const { message } = expectEarlyError(answer, way.dialect, isAddress ? 502 : status)
    expect(vendor.requests.length - before).toBe(1)
    expect(answer.text).not.toContain('edge-internal-7')
    if (!isAddress) return
    expect(answer.headers['x-should-retry']).toBe('false')
    expect(message).toMatch(way.vendor === 'openai' ? /Check UPSTREAM_URL\.$/ : /Check GOOGLE_GEMINI_BASE_URL\.$/)
  })
})

describe('a gateway whose token is not the translator’s', () => {
  it.each([{}, { SLUICE_API_KEYS: 'sk-client' }])('with %j: is told so, for its own client', async (env) => {
    const product = await startProduct({ processes: 2, env: { ...env, SLUICE_INTERNAL_TOKEN: 'the-token' } })
    try {
      const headers = { 'x-sluice-internal-token': 'another-token' }
      for (const way of ways.filter(({ vendor }) => vendor === 'gemini')) {
        const answer = await ask(questionOf({ gatewayUrl: product.translatorUrl }, way, { headers }))
        expect(expectEarlyError(answer, way.dialect, 502).message).toContain('SLUICE_INTERNAL_TOKEN')
        expect(answer.headers['x-sluice-internal-error']).toContain('upstream-auth')
      }
    } finally {
      await product.stop()
    }
  })
})
