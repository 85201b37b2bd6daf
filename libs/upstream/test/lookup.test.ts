import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from '@jest/globals'
import { createLookup } from '../src/lookup.ts'

type Done = (error: Error | null, addresses: LookupAddress[]) => void

const addresses = [
  { address: '192.0.2.1', family: 4 },
  { address: '2001:db8::1', family: 6 },
]

function start() {
  const asked: { name: string; done: Done }[] = []
  const lookup = createLookup((name, _options, done) => void asked.push({ name, done }))
  const ask = (name: string, all = true) =>
    new Promise((resolve) => lookup(name, { all }, (...answer) => resolve(answer)))
  return { asked, ask }
}

describe('lookups of names (U05)', () => {
  it('of one name at the same time are one', async () => {
    const { asked, ask } = start()
    const answers = [ask('a.example'), ask('b.example'), ask('a.example'), ask('a.example', false)]
    expect(asked.map(({ name }) => name)).toEqual(['a.example', 'b.example'])
    for (const { done } of asked) done(null, addresses)
    const all = [null, addresses]
    expect(await Promise.all(answers)).toEqual([all, all, all, [null, '192.0.2.1', 4]])
  })

  it('are asked anew once they have ended, also after a failure', async () => {
    const { asked, ask } = start()
    const failed = ask('a.example')
    const error = new Error('ENOTFOUND')
    asked[0]?.done(error, [])
    expect(await failed).toEqual([error, ''])
    const answer = ask('a.example')
    asked[1]?.done(null, addresses)
    expect(await answer).toEqual([null, addresses])
  })
})
