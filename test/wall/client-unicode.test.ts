import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawRequest } from '../raw-client.ts'
import { pathOf, simulatorOf, type Way, ways } from '../ways.ts'

/** As it stands in the client's JSON, escapes included, and the text that it means. */
const texts = [
  { name: 'marks of right-to-left text', json: 'a\u202eb\u2066c\u2069\u200f', text: 'a\u202eb\u2066c\u2069\u200f' },
  {
    name: 'joined, unjoined and decomposed letters',
    json: '\u00e9 e\u0301 \u200b\u200d\ufeff',
    text: '\u00e9 e\u0301 \u200b\u200d\ufeff',
  },
  { name: 'characters of four bytes', json: '😀𝔘🏳️‍🌈', text: '😀𝔘🏳️‍🌈' },
  { name: 'escapes', json: '\\u00e9\\ud83d\\ude00\\/\\u2028\\n\\t\\"\\\\', text: 'é😀/\u2028\n\t"\\' },
  { name: 'what ends lines and scripts', json: '\u2028\u2029\u0085</script>', text: '\u2028\u2029\u0085</script>' },
  {
    name: 'noncharacters and a control character',
    json: '\ufffe\uffff\\u0000\\u001b[31m',
    text: '\ufffe\uffff\u0000\u001b[31m',
  },
]

/** Half a character, which JSON can write and UTF-8 cannot. */
const half = { json: 'a\\ud83db', text: 'a\ufffdb' }

let product: Product
beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product.stop())

let questions = 0

/** Sends a prompt as it is written and gives the body that reached the vendor. */
async function arrivedOf(way: Way, json: string): Promise<{ sent: string; arrived: Buffer }> {
  const mark = `mark-${++questions}.`
  const message =
    way.dialect === 'openai'
      ? `"model":"${way.vendor === 'openai' ? 'sim' : 'gemini-sim'}","messages":[{"role":"user","content":"${mark}${json}"}]`
      : `"contents":[{"role":"user","parts":[{"text":"${mark}${json}"}]}]`
  const stream = way.dialect === 'openai' && way.framing === 'sse' ? ',"stream":true' : ''
  const request: RawRequest = { url: product.gatewayUrl + pathOf(way), body: `{${message}${stream}}` }
  expect((await ask(request)).status).toBe(200)
  const found = simulatorOf(product, way).requests.find(({ body }) => body.includes(mark))
  return { sent: `${mark}${json}`, arrived: found?.body ?? Buffer.alloc(0) }
}

/** The prompt in a vendor's body. */
function promptIn(body: Buffer): unknown {
  const { messages, contents } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  return (messages ?? [])[0]?.content ?? contents?.[0].parts[0].text
}

describe.each(texts)('a prompt with $name (C37)', ({ json, text }) => {
  it.each(ways)('$name: arrives as it was', async (way) => {
    const { sent, arrived } = await arrivedOf(way, json)
    if (way.dialect === way.vendor) expect(arrived.includes(sent)).toBe(true)
    expect(String(promptIn(arrived))).toMatch(/^mark-\d+\./)
    expect(String(promptIn(arrived)).replace(/^mark-\d+\./, '')).toBe(text)
  })
})

describe('half a character in a prompt (C37)', () => {
  it.each(ways.filter(({ dialect, vendor }) => dialect === vendor))('$name: arrives as it was', async (way) => {
    const { sent, arrived } = await arrivedOf(way, half.json)
    expect(arrived.includes(sent)).toBe(true)
  })

  it.each(ways.filter(({ dialect, vendor }) => dialect !== vendor))('$name: arrives replaced', async (way) => {
    const { arrived } = await arrivedOf(way, half.json)
    expect(String(promptIn(arrived))).toContain(half.text)
  })
})
