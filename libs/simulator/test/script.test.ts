import { describe, expect, it } from '@jest/globals'
import { Counters } from '../src/counters.ts'
import { readScript, withoutFaults, withoutScript } from '../src/script.ts'

describe('the script grammar', () => {
  it('reads steps from a model name', () => {
    expect(readScript('gemini-sim-cut-after.2_chunks.bytes_no-finish', '')).toMatchObject({
      'cut-after': 2,
      chunks: 1,
      'no-finish': true,
    })
    expect(readScript('models/gemini-sim-as.gemini-2.5-flash', '')).toMatchObject({ as: 'gemini-2.5-flash' })
  })

  it('reads steps from a text, and they win over those of the model name', () => {
    expect(readScript('sim-status.500', 'hi [[sim:status=429;hint=none]] there')).toMatchObject({
      status: 429,
      hint: 'none',
    })
  })

  it('finds nothing in ordinary names and texts', () => {
    expect(readScript('gemini-2.5-flash', 'simulate [this]')).toEqual({ source: '' })
    expect(readScript('sim', '')).toEqual({ source: '' })
    expect(readScript('similar-model', '')).toEqual({ source: '' })
  })

  it('decodes escapes in texts, lone surrogates included', () => {
    expect(readScript('', '[[sim:text=a%3Bb%5D%5D %C3%A9 100% \\ud83d]]').text).toBe('a;b]] é 100% \ud83d')
  })

  it('takes the script out of what the model reads', () => {
    expect(withoutScript('call f [[sim:events=3]]')).toBe('call f')
  })

  it.each([
    ['an unknown key', '[[sim:cut-afer=2]]', 'unknown script key "cut-afer"'],
    ['an inherited name', '[[sim:constructor]]', 'unknown script key "constructor"'],
    ['a number that is none', '[[sim:cut-after=two]]', 'needs a whole number'],
    ['a word that is not on the list', '[[sim:hint=loud]]', 'is one of retry-info'],
    ['a value for a flag', '[[sim:empty=yes]]', 'takes no value'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readScript('', text)).toThrow(message)
  })

  it('keeps what is said when the faults are taken out', () => {
    const script = readScript('', '[[sim:text=a;split=1;status=500;fail-first=1]]')
    expect(withoutFaults(script)).toMatchObject({ text: 'a', split: 1 })
    expect(withoutFaults(script).status).toBeUndefined()
  })
})

describe('the counters', () => {
  const statuses = (text: string, keys: string[]) => {
    const counters = new Counters()
    return keys.map((apiKey) => counters.due(readScript('', text), apiKey).status)
  }

  it('lets only the first requests fail', () => {
    expect(statuses('[[sim:fail-first=2;status=429]]', ['', '', '', ''])).toEqual([429, 429, undefined, undefined])
  })

  it('takes a bare count for a 503', () => {
    expect(statuses('[[sim:fail-first=1]]', ['', ''])).toEqual([503, undefined])
  })

  it('lets every second request fail', () => {
    expect(statuses('[[sim:fail-every=2;status=429]]', ['', '', '', ''])).toEqual([429, undefined, 429, undefined])
  })

  it('lets only one key fail', () => {
    expect(statuses('[[sim:for-key=b;status=429]]', ['key-a', 'key-b'])).toEqual([undefined, 429])
  })

  it('counts different scripts apart unless they share a key', () => {
    const counters = new Counters()
    const due = (text: string) => counters.due(readScript('', text), '').status
    expect([due('[[sim:fail-first=1]]'), due('[[sim:fail-first=1;text=a]]')]).toEqual([503, 503])
    expect([due('[[sim:fail-first=1;key=k]]'), due('[[sim:fail-first=1;text=a;key=k]]')]).toEqual([503, undefined])
  })
})
