import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type StopTag, TagMatcher } from '../src/index.ts'

function tags(...texts: string[]): StopTag[] {
  return texts.map((tag) => ({ tag, include: false }))
}

function feed(matcher: TagMatcher, pieces: readonly string[]): { text: string; matched: boolean } {
  let text = ''
  for (const piece of pieces) {
    const result = matcher.push(piece)
    text += result.text
    if (result.matched) return { text, matched: true }
  }
  return { text: text + matcher.flush(), matched: false }
}

describe('TagMatcher', () => {
  it('cuts exactly before a tag that is split at any place (U61)', () => {
    const text = 'before <stop> after'
    for (let cut = 0; cut <= text.length; cut++) {
      expect(feed(new TagMatcher(tags('<stop>')), [text.slice(0, cut), text.slice(cut)])).toEqual({
        text: 'before ',
        matched: true,
      })
    }
    expect(feed(new TagMatcher(tags('<stop>')), [...text])).toEqual({ text: 'before ', matched: true })
  })

  it('includes the tag when asked to', () => {
    expect(feed(new TagMatcher([{ tag: '</s>', include: true }]), ['a</', 's>b'])).toEqual({
      text: 'a</s>',
      matched: true,
    })
  })

  it('takes the tag that is complete first, of two such ones the longer', () => {
    expect(feed(new TagMatcher(tags('END', 'STOP')), ['a STOP b END']).text).toBe('a ')
    for (const pieces of [['b<a'], ['b', '<', 'a'], ['b<', 'a']]) {
      expect(feed(new TagMatcher(tags('b<a', '<')), pieces).text).toBe('b')
      expect(feed(new TagMatcher(tags('<a', 'a')), pieces).text).toBe('b')
    }
  })

  it('lets look-alikes through, whole (U61)', () => {
    expect(feed(new TagMatcher(tags('<stop>')), ['a <sto', 'p b <', 'st'])).toEqual({
      text: 'a <stop b <st',
      matched: false,
    })
  })

  it('holds back no more than may still become a tag (S16 U61)', () => {
    const matcher = new TagMatcher(tags('abcabd'))
    expect(matcher.push('xxabcab').text).toBe('xx')
    expect(matcher.push('c').text).toBe('abc')
    expect(matcher.flush()).toBe('abc')
  })

  it('equals a search in the whole text, for any text, tags and cuts (U61 S37)', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '<'), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        fc.array(word, { minLength: 1, maxLength: 4 }),
        (pieces, names) => {
          const whole = pieces.join('')
          const found = names.filter((name) => whole.includes(name))
          const end = Math.min(...found.map((name) => whole.indexOf(name) + name.length))
          const longest = Math.max(...found.filter((name) => whole.slice(0, end).endsWith(name)).map((n) => n.length))
          const expected =
            found.length > 0 ? { text: whole.slice(0, end - longest), matched: true } : { text: whole, matched: false }
          expect(feed(new TagMatcher(tags(...names)), pieces)).toEqual(expected)
        },
      ),
    )
  })

  it('takes no longer for text made of beginnings of tags (S16)', () => {
    const CHARS = 200_000
    const longTags = tags(`${'<'.repeat(255)}>`, `${'<a'.repeat(127)}>`, '</stop>')
    // Of the processor, not of the clock: a busy machine takes its own time.
    const msFor = (text: string, pieceChars: number) => {
      const matcher = new TagMatcher(longTags)
      const before = process.cpuUsage()
      for (let at = 0; at < text.length; at += pieceChars) matcher.push(text.slice(at, at + pieceChars))
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    }
    for (const [text, pieceChars] of [
      ['<'.repeat(CHARS), 1],
      ['<a'.repeat(CHARS / 2), 3],
      ['</sto'.repeat(CHARS / 5), 7],
      ['<'.repeat(CHARS), CHARS],
    ] as const)
      expect(msFor(text, pieceChars)).toBeLessThan(2_000)
  })
})
