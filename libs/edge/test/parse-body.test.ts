import { describe, expect, it } from '@jest/globals'
import { parseBody } from '../src/index.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function refusalOf(bytes: Uint8Array): unknown {
  try {
    return parseBody(bytes)
  } catch (error) {
    return error
  }
}

describe('bodies', () => {
  it('takes an object, with a byte order mark too (C14)', () => {
    expect(parseBody(bytesOf('\ufeff {"model":"ü"} '))).toEqual({ model: 'ü' })
  })

  it('keeps a __proto__ member a plain member (C16)', () => {
    const body = parseBody(bytesOf('{"__proto__":{"polluted":true}}'))
    expect(Object.keys(body)).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
  })

  it.each([
    '',
    ' ',
    'null',
    '[]',
    '"secret"',
    '1',
    'true',
    '{"secret":1}x',
    '{"secret":NaN}',
    "{'secret':1}",
    '{"secret":',
    'secret',
  ])('refuses %j with 400 and does not repeat it (C14)', (text) => {
    const refusal = refusalOf(bytesOf(text))
    expect(refusal).toMatchObject({ kind: 'bad-request', status: 400 })
    expect(String(refusal)).not.toContain('secret')
  })

  it('tells where the JSON goes wrong', () => {
    expect(String(refusalOf(bytesOf('{"a":1} x')))).toContain('at position 8')
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeff{"a":1}', 'utf16le')],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['Latin-1', Buffer.from('{"a":"ü"}', 'latin1')],
  ])('refuses %s (C14)', (_name, bytes) => {
    expect(refusalOf(bytes)).toMatchObject({ status: 400 })
  })

  it('refuses a body that is too deep before parsing it', () => {
    expect(refusalOf(bytesOf('['.repeat(100_000)))).toMatchObject({
      status: 400,
      message: expect.stringContaining('deeper'),
    })
  })
})
