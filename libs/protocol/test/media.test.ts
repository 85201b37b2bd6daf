import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { standardBase64 } from '../src/base64.ts'
import { extensionOf, mimeTypeOfName, normalMimeType, parseDataUrl, sniffMimeType } from '../src/media.ts'

const base64Of = (...bytes: number[]) => Buffer.from(bytes).toString('base64')
const base64OfText = (text: string) => Buffer.from(text, 'latin1').toString('base64')

describe('standardBase64', () => {
  it.each([
    ['-__--_8=', '+//++/8='],
    ['iVBO\r\nRw0K Ggo', 'iVBORw0KGgo='],
    ['QUFB', 'QUFB'],
    ['', ''],
  ])('reads %j as %j', (text, expected) => {
    expect(standardBase64(text)).toBe(expected)
  })

  it.each(['@@@', 'QUFBQ', 'QU=FB', 'é'])('refuses %j', (text) => {
    expect(standardBase64(text)).toBeUndefined()
  })

  it('keeps whatever Node encodes, in both alphabets and without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const buffer = Buffer.from(bytes)
        expect(standardBase64(buffer.toString('base64url'))).toBe(buffer.toString('base64'))
      }),
    )
  })
})

describe('parseDataUrl', () => {
  it('reads base64 with a type and parameters', () => {
    const data = base64OfText('a')
    expect(parseDataUrl(`DATA:image/JPG;name=a.jpg;base64,${data}`)).toEqual({ mimeType: 'image/jpeg', data })
  })

  it('reads percent-encoded text, characters beyond ASCII included', () => {
    expect(parseDataUrl('data:image/svg+xml,%3Csvg%2F%3E')).toEqual({ mimeType: 'image/svg+xml', data: 'PHN2Zy8+' })
    expect(parseDataUrl('data:text/plain,100%é')?.data).toBe(Buffer.from('100%é').toString('base64'))
    expect(parseDataUrl('data:text/plain,a\ud800')?.data).toBe(Buffer.from('a\ufffd').toString('base64'))
  })

  it('reads base64 whose signs were escaped for a URL', () => {
    expect(parseDataUrl('data:image/webp;base64,%2B%2F%2F%2B%2B%2F8%3D')?.data).toBe('+//++/8=')
  })

  it('names no type where the URL names none', () => {
    expect(parseDataUrl('data:;base64,iVBORw0KGgo=')).toEqual({ data: 'iVBORw0KGgo=' })
  })

  it.each(['https://x.test/a.png', 'data:image/png', 'data:image/png;base64,@@@', ''])('refuses %j', (url) => {
    expect(parseDataUrl(url)).toBeUndefined()
  })

  it('encodes any text as Node does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const expected = Buffer.from(text).toString('base64')
        expect(parseDataUrl(`data:,${encodeURIComponent(text)}`)?.data).toBe(expected)
      }),
    )
  })
})

describe('media types', () => {
  it.each([
    [base64OfText('\x89PNG\r\n\x1a\n'), 'image/png'],
    [base64Of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
    [base64OfText('GIF89a'), 'image/gif'],
    [base64OfText('RIFF\x01\x02\x03\x04WEBPVP8 '), 'image/webp'],
    [base64OfText('RIFF\x01\x02\x03\x04WAVEfmt '), 'audio/wav'],
    ['JVBERg==', 'application/pdf'],
    [base64OfText('ID3\x04'), 'audio/mp3'],
    [base64Of(0xff, 0xfb, 0x90, 0x44), 'audio/mp3'],
    [base64OfText('\0\0\0\x18ftypisom'), 'video/mp4'],
    [base64OfText('hello'), undefined],
    ['', undefined],
  ])('are told by the first bytes: %s is %s', (data, type) => {
    expect(sniffMimeType(data)).toBe(type)
  })

  it.each([
    ['https://x.test/a/p.PNG?sig=1.jpg', 'image/png'],
    ['https://x.test/p.jpg#frag.pdf', 'image/jpeg'],
    ['a.pdf', 'application/pdf'],
    ['https://x.test/img', undefined],
    ['https://x.pdf', undefined],
    ['archive.constructor', undefined],
    ['', undefined],
  ])('are told by the path: %s is %s', (name, type) => {
    expect(mimeTypeOfName(name)).toBe(type)
  })

  it('get their usual names, parameters kept', () => {
    expect(normalMimeType(' image/JPG ')).toBe('image/jpeg')
    expect(normalMimeType('audio/L16;rate=24000')).toBe('audio/l16;rate=24000')
  })

  it('give extensions for files', () => {
    expect(extensionOf('application/pdf')).toBe('pdf')
    expect(extensionOf('application/x-thing')).toBe('thing')
    expect(extensionOf('odd')).toBe('bin')
  })
})
