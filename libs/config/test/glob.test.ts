import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { matchesGlob } from '../src/index.ts'

describe('matchesGlob', () => {
  it.each([
    ['gemini-*', 'gemini-2.5-pro', true],
    ['gemini-*', 'gemini-', true],
    ['gemini-*', 'my-gemini-x', false],
    ['*flash*', 'gemini-flash-lite', true],
    ['*-pro', 'a-pro-b-pro', true],
    ['a*a', 'a', false],
    ['a*b*b', 'ab', false],
    ['a*bc*c', 'abc', false],
    ['**', '', true],
    ['', '', true],
    ['', 'a', false],
    ['gpt-4.1', 'gpt-4x1', false],
    ['[a]?', '[a]?', true],
    ['gemini-*', 'Gemini-2.5-flash', true],
    ['GPT-5', 'gpt-5', true],
  ])('%s against %s is %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected)
  })

  it('agrees with the pattern written as a regular expression (S37)', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 })
    const names = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(letters, names, (pattern, name) => {
        const expected = new RegExp(`^${pattern.replace(/\*+/g, '.*')}$`).test(name)
        expect(matchesGlob(pattern, name)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('stays quick with many stars (S37)', () => {
    const startedAt = performance.now()
    expect(matchesGlob(`${'*a'.repeat(500)}b`, 'a'.repeat(10_000))).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(200)
  })
})
