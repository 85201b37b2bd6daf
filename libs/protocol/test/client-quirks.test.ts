import { describe, expect, it } from '@jest/globals'
import { clientQuirks, codecs, GatewayError } from '../src/index.ts'

const quirksOf = (userAgent?: string) => clientQuirks((name) => (name === 'user-agent' ? userAgent : undefined))
const { client } = codecs['openai-chat']

describe('what is known of a client', () => {
  it.each(['node-fetch', 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)'])(
    'SillyTavern, as %j, reads error bodies and hides our words about quotas',
    (userAgent) => {
      expect(quirksOf(userAgent)).toEqual({ lateErrors: 'body', ownQuotaWords: true })
    },
  )

  it.each(['OpenAI/JS 7.55.0', 'undici', undefined])('nothing, of %j', (userAgent) => {
    expect(quirksOf(userAgent)).toEqual({ lateErrors: 'cut', ownQuotaWords: false })
  })
})

describe('a quota that is gone', () => {
  const daily = new GatewayError({ kind: 'quota-exhausted', message: 'The daily quota is used up.' })
  const theirs = { message: 'No credit.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' }
  const credit = new GatewayError({
    kind: 'quota-exhausted',
    message: 'No credit.',
    vendor: { protocol: 'openai-chat', body: { error: theirs } },
  })

  it.each([daily, credit])('shows SillyTavern our words: %s', (error) => {
    const answer = client.encodeError(error, { requestId: 'r', quirks: quirksOf('node-fetch') })
    expect(answer).toMatchObject({
      status: 429,
      body: { error: { message: error.message, type: 'quota_exceeded', code: 'insufficient_quota' } },
    })
  })

  it('is told to every other client by the type that its SDK knows', () => {
    for (const quirks of [undefined, quirksOf('OpenAI/Python 3.3.1')])
      for (const error of [daily, credit])
        expect(client.encodeError(error, { requestId: 'r', quirks }).body.error).toMatchObject({
          type: 'insufficient_quota',
        })
  })
})
