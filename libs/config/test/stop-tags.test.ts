import { describe, expect, it } from '@jest/globals'
import { parseStopTags, readConfig } from '../src/index.ts'

describe('parseStopTags', () => {
  it('reads texts and objects', () => {
    expect(parseStopTags('["</a>", {"tag": "END", "include_tag": true}, {"tag": "x"}]')).toEqual([
      { tag: '</a>', include: false },
      { tag: 'END', include: true },
      { tag: 'x', include: false },
    ])
    expect(parseStopTags('[]')).toEqual([])
  })

  it('counts bytes, not characters', () => {
    expect(parseStopTags(JSON.stringify(['é'.repeat(128)]))).toHaveLength(1)
    expect(() => parseStopTags(JSON.stringify(['é'.repeat(129)]))).toThrow('tag 1 is longer than 256 bytes')
  })

  it.each([
    ['</a>', 'it is not JSON'],
    ['{"g*": ["a"]}', 'it is not an array'],
    ['["a", 5]', 'tag 2 is neither'],
    ['["a", ""]', 'tag 2 is empty'],
    ['[{"tag": ""}]', 'tag 1 "tag" is empty'],
    ['[{"tag": "a", "include": true}]', 'tag 1 has the unknown member "include"'],
    ['[{"tag": "a", "include_tag": "yes"}]', 'tag 1 "include_tag" is neither true nor false'],
    ['["\\ud83d"]', 'half a surrogate pair'],
    [JSON.stringify(Array(33).fill('a')), 'more than 32 tags'],
  ])('refuses %s and says where', (json, message) => {
    expect(() => parseStopTags(json)).toThrow(message)
  })
})

describe('SLUICE_STOP_TAGS', () => {
  it('gives an array to every model', () => {
    expect(readConfig({ SLUICE_STOP_TAGS: '["x"]' }).stopTags).toEqual([
      { model: '*', tags: [{ tag: 'x', include: false }] },
    ])
  })

  it('keeps the order of model globs', () => {
    const { stopTags } = readConfig({ SLUICE_STOP_TAGS: '{"gemini-2*": ["x"], "*": ["y"]}' })
    expect(stopTags.map(({ model }) => model)).toEqual(['gemini-2*', '*'])
  })

  it('says which tag of which model is wrong', () => {
    expect(() => readConfig({ SLUICE_STOP_TAGS: '{"gpt*": ["a", ""]}' })).toThrow('("gpt*" tag 2 is empty)')
    expect(() => readConfig({ SLUICE_STOP_TAGS: '["a", 5]' })).toThrow('(tag 2 is neither')
    expect(() => readConfig({ SLUICE_STOP_TAGS: '</a>' })).toThrow('(it is neither an array')
    expect(() => readConfig({ SLUICE_STOP_TAGS: '{"g*": "a"}' })).toThrow('("g*" is not an array of tags)')
  })
})
