import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Edit, objectMembers, scanJson, spliceJson } from '../src/index.ts'

const stream: Edit = { path: ['stream'], json: 'true' }
const usage: Edit = { path: ['stream_options', 'include_usage'], json: 'true' }

function spliced(json: string, ...edits: Edit[]): string {
  return Buffer.from(spliceJson(Buffer.from(json), edits)).toString()
}

describe('spliceJson', () => {
  it('changes only the member named and keeps big integers, duplicates, order and spacing', () => {
    const body = '{ "b" : 9007199254740993,\n"stream" : false , "a":1, "a":{"stream":0} , "u":"\\u00e9ü" }'
    expect(spliced(body, stream)).toBe(body.replace('"stream" : false', '"stream" : true'))
  })

  it('adds members that are missing, also into an empty object', () => {
    expect(spliced('{"a":1}', stream)).toBe('{"stream":true,"a":1}')
    expect(spliced(' {} ', stream)).toBe(' {"stream":true} ')
  })

  it('changes a member two keys deep, whatever stood there', () => {
    expect(spliced('{"stream_options":{"x":1}}', usage)).toBe('{"stream_options":{"include_usage":true,"x":1}}')
    expect(spliced('{"stream_options":{"include_usage":false}}', usage)).toBe(
      '{"stream_options":{"include_usage":true}}',
    )
    expect(spliced('{"stream_options":null}', usage)).toBe('{"stream_options":{"include_usage":true}}')
    expect(spliced('{}', usage)).toBe('{"stream_options":{"include_usage":true}}')
  })

  it('changes a key that stands twice in both places, and one that is spelt with an escape', () => {
    expect(spliced('{"stream":1,"stream":2}', stream)).toBe('{"stream":true,"stream":true}')
    expect(spliced('{"stre\\u0061m":false}', stream)).toBe('{"stre\\u0061m":true}')
  })

  it('takes members out with their comma, wherever they stand, and every other byte stays', () => {
    const remove = (...path: [string, ...(string | number)[]]): Edit => ({ path, remove: true })
    expect(spliced('{"a":1, "b":2 ,"c":3}', remove('a'))).toBe('{"b":2 ,"c":3}')
    expect(spliced('{"a":1, "b":2 ,"c":3}', remove('b'))).toBe('{"a":1, "c":3}')
    expect(spliced('{"a":1, "b":2 ,"c":3 }', remove('c'))).toBe('{"a":1, "b":2 }')
    expect(spliced('{"a":1,"b":2,"c":3}', remove('b'), remove('c'))).toBe('{"a":1}')
    expect(spliced('{ "a":1 }', remove('a'))).toBe('{ }')
    expect(spliced('{"a":1,"b":2,"a":3}', remove('a'))).toBe('{"b":2}')
    expect(spliced('{"a":1}', remove('a'), stream)).toBe('{"stream":true}')
    expect(spliced('{"b":{"a":1}}', remove('a'), remove('b', 'c'), remove('x', 'y'))).toBe('{"b":{"a":1}}')
  })

  it('reaches any depth, through arrays too', () => {
    const body = '{"m":[{"n":1e2},\n {"x":{"y":[0, 12345678901234567890, {"z":"é"}]}} , 7]}'
    expect(spliced(body, { path: ['m', 1, 'x', 'y', 2, 'z'], remove: true })).toBe(body.replace('"z":"é"', ''))
    expect(spliced(body, { path: ['m', 1, 'x', 'y', 0], json: '"new"' })).toBe(body.replace('[0,', '["new",'))
    expect(spliced(body, { path: ['m', 1, 'x', 'y', 0], remove: true })).toBe(body.replace('0, ', ''))
    expect(spliced(body, { path: ['m', 0, 'o', 'p'], json: '1' })).toBe(body.replace('{"n"', '{"o":{"p":1},"n"'))
    expect(spliced(body, { path: ['m', 9, 'o'], json: '1' })).toBe(body)
  })

  it('agrees with parse, delete, stringify on any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue()), fc.boolean(), (given, deep) => {
        const inner = JSON.parse(JSON.stringify(given))
        const body = deep ? { list: [inner, inner] } : inner
        const path: [string, ...(string | number)[]] = deep ? ['list', 1, 'b'] : ['b']
        const result = JSON.parse(spliced(JSON.stringify(body), { path, remove: true }))
        const { b: _, ...rest } = inner
        expect(result).toEqual(deep ? { list: [inner, rest] } : rest)
      }),
    )
  })

  it('is not misled by braces, quotes and backslashes inside strings', () => {
    const body = '{"a":"\\\\","b":"}\\"{,\\"stream\\":1","c":["]",{"stream":0}]}'
    expect(JSON.parse(spliced(body, stream))).toEqual({ ...JSON.parse(body), stream: true })
  })

  it('agrees with parse, change, stringify on any object (S37)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        const result = JSON.parse(spliced(JSON.stringify(body), stream, { path: ['model'], json: '"é"' }))
        expect(result).toEqual({ ...JSON.parse(JSON.stringify(body)), stream: true, model: 'é' })
      }),
    )
  })

  it('finds every member of any object (S37)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]*$/), fc.jsonValue()), (body) => {
        const bytes = Buffer.from(JSON.stringify(body))
        const found = objectMembers(bytes).map(({ key, start, end }) => [
          key,
          JSON.parse(bytes.subarray(start, end).toString()),
        ])
        expect(found).toEqual(Object.entries(JSON.parse(bytes.toString())))
      }),
    )
  })
})

describe('scanJson', () => {
  it('refuses a text that is too deep or has too many values, and counts nothing inside strings', () => {
    expect(() => scanJson(Buffer.from('['.repeat(300)))).toThrow(/nested deeper than 200/)
    expect(() => scanJson(Buffer.from(`[${'1,'.repeat(300_000)}1]`))).toThrow(/more than 250000 values/)
    expect(() => scanJson(Buffer.from(JSON.stringify({ text: '[{,'.repeat(500_000) })))).not.toThrow()
  })
})
