import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { encodeMessage, SseMessageTooLarge, SseSplitter } from '../src/index.ts'

interface Read {
  data: string
  event?: string | undefined
  bare?: boolean | undefined
}

function readInPieces(bytes: Uint8Array, cuts: readonly number[], bareText = true): Read[] {
  const splitter = new SseSplitter({ bareText })
  const messages: Read[] = []
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    for (const { data, event, bare } of splitter.push(bytes.subarray(from, cut))) messages.push({ data, event, bare })
    from = cut
  }
  for (const { data, event, bare } of splitter.end()) messages.push({ data, event, bare })
  return messages
}

function dataOf(text: string, bareText = true): string[] {
  return readInPieces(Buffer.from(text), [], bareText).map(({ data }) => data)
}

const odd =
  'event: a\r\ndata: {"x":"ü€😀"}\r\n\r\n: comment\n\ndata:no space\ndata: second\n\rdata: cr\r\rid: 7\nretry: 1\ndata: last'

describe('SseSplitter', () => {
  it('reads LF, CRLF and CR line ends, comments, events and a missing last blank line', () => {
    expect(readInPieces(Buffer.from(odd), [])).toEqual([
      { data: '{"x":"ü€😀"}', event: 'a', bare: undefined },
      { data: '', event: undefined, bare: undefined },
      { data: 'no space\nsecond', event: undefined, bare: undefined },
      { data: 'cr', event: undefined, bare: undefined },
      { data: 'last', event: undefined, bare: undefined },
    ])
  })

  it('gives the same messages for every cut in two and for single bytes (U31 U32)', () => {
    const bytes = Buffer.from(odd)
    const whole = readInPieces(bytes, [])
    for (let cut = 0; cut <= bytes.length; cut++) expect(readInPieces(bytes, [cut])).toEqual(whole)
    expect(readInPieces(bytes, Array.from(bytes.keys()))).toEqual(whole)
  })

  it('gives back what was encoded, wherever the network cuts it (U32 S37)', () => {
    const message = fc.record({
      data: fc.string({ unit: 'grapheme' }).filter((text) => text !== '' && !/[\r\n]/.test(text)),
    })
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(400)), (sent, cuts) => {
        const bytes = Buffer.from(sent.map(encodeMessage).join(''))
        const sorted = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b)
        expect(readInPieces(bytes, sorted).map(({ data }) => data)).toEqual(sent.map(({ data }) => data))
      }),
    )
  })

  it('hands on each message’s own bytes', () => {
    const splitter = new SseSplitter()
    const raws = splitter
      .push(Buffer.from('data: a\n\ndata: b\r\n\r\nda'))
      .map(({ raw }) => Buffer.from(raw).toString())
    raws.push(...splitter.push(Buffer.from('ta: c\n\n')).map(({ raw }) => Buffer.from(raw).toString()))
    expect(raws).toEqual(['data: a\n\n', 'data: b\r\n\r\n', 'data: c\n\n'])
  })

  it('does not wait for the byte after a CR', () => {
    const splitter = new SseSplitter()
    expect(splitter.push(Buffer.from('data: a\r\r'))).toHaveLength(1)
    expect(splitter.push(Buffer.from('\ndata: b\n\n')).map(({ data }) => data)).toEqual(['b'])
  })

  it('gives the bytes of a message whose blank line the network cut in two', () => {
    const bytes = Buffer.from('data: a\r\n\r\ndata: b\r\n\r\n: c\r\n\r\n')
    for (let cut = 0; cut <= bytes.length; cut++) {
      const splitter = new SseSplitter()
      const raws = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap((piece) =>
        splitter.push(piece).map(({ raw }) => Buffer.from(raw).toString()),
      )
      expect(raws.map((raw) => raw.replace(/^\n/, ''))).toEqual(['data: a\r\n\r\n', 'data: b\r\n\r\n', ': c\r\n\r\n'])
    }
  })

  it('gives what the end of the stream leaves behind a CR', () => {
    const splitter = new SseSplitter()
    expect(splitter.push(Buffer.from('data: a\r\n\r'))).toEqual([])
    expect(splitter.end().map(({ data }) => data)).toEqual(['a'])
  })

  it.each(['foo: bar', 'Data: x', ' data: x', 'data x', 'error: not json'])(
    'ignores a line of an unknown name wherever the body is a stream: %j',
    (line) => {
      for (const text of [`${line}\ndata: a\n\n`, `${line}\n\ndata: a\n\n`, `data: a\n${line}\n\n`]) {
        const bytes = Buffer.from(text)
        expect(readInPieces(bytes, []).filter(({ data }) => data !== '')).toEqual([{ data: 'a' }])
        expect(readInPieces(bytes, Array.from(bytes.keys()))).toEqual(readInPieces(bytes, []))
      }
      expect(readInPieces(Buffer.from(`${line}\n\n${line}\n\n`), []).filter(({ bare }) => bare)).toEqual([
        { data: line, bare: true },
      ])
    },
  )

  it('reads an `error` line of JSON as a message of that name (llama.cpp, GPUStack)', () => {
    expect(dataOf('data: a\n\nerror: {"error":{"message":"no"}}\n\n')).toEqual(['a', '{"error":{"message":"no"}}'])
    expect(readInPieces(Buffer.from('error: {"message":"no"}\n\n'), [])).toEqual([
      { data: '{"message":"no"}', event: 'error', bare: true },
    ])
  })

  it('hands on text that is no event stream when asked to', () => {
    expect(dataOf('{"error":{"code":503}}\n')).toEqual(['{"error":{"code":503}}'])
    expect(dataOf('data: a\n\n{\n  "error": {}\n}')).toEqual(['a', '{\n  "error": {}\n}'])
    expect(dataOf('{"error":1}\n', false)).toEqual([''])
  })

  it('drops a byte order mark and never a character', () => {
    expect(dataOf('\ufeffdata: a\n\n')).toEqual(['a'])
  })

  it('bounds a message that never ends (U29)', () => {
    const splitter = new SseSplitter({ messageBytesMax: 100 })
    expect(() => {
      for (;;) splitter.push(Buffer.from('data: aaaaaaaaaaaaaaaaaaa'))
    }).toThrow(SseMessageTooLarge)
  })

  it('reads a 20 MB line in linear time (U29)', () => {
    const line = Buffer.from(`data: ${'x'.repeat(20_000_000)}\n\n`)
    const cuts = Array.from({ length: Math.floor(line.length / 65_536) }, (_, index) => (index + 1) * 65_536)
    expect(readInPieces(line, cuts)[0]?.data).toHaveLength(20_000_000)
  })

  it('keeps nothing of the blank lines that keep a connection alive', () => {
    const splitter = new SseSplitter({ messageBytesMax: 10 })
    for (let beat = 0; beat < 20; beat++) expect(splitter.push(Buffer.from('\r\n\n\n'))).toEqual([])
    expect(splitter.push(Buffer.from('data: 1\n\n'))).toEqual([expect.objectContaining({ data: '1' })])
  })
})
