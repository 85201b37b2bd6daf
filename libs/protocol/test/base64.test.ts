import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { joinedBase64 } from '../src/base64.ts'

describe('base64 in pieces', () => {
  it.each<[string[], string]>([
    [['QQ==', 'Qg=='], 'QUI='],
    [['QUJD', 'REVG'], 'QUJDREVG'],
    [['QQ', 'Qg'], 'QUI='],
    [['QUJDRA==', 'RQ=='], 'QUJDREU='],
    [['_-8=', 'QQ=='], '/+9B'],
    [[], ''],
  ])('%j is %s', (pieces, whole) => {
    expect(joinedBase64(pieces)).toBe(whole)
  })

  it('is what the joined bytes are, however they were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
        const text = joinedBase64(pieces.map((bytes) => Buffer.from(bytes).toString('base64')))
        expect(text).toBe(Buffer.concat(pieces).toString('base64'))
      }),
    )
  })
})
