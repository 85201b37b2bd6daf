import { describe, expect, it } from '@jest/globals'
import { type HopCall, wholeBody } from '@sluice/upstream'
import { asOwnHop, HOP_HEADER } from '../src/own-hop.ts'

const call: HopCall = { method: 'POST', protocol: 'gemini', path: '/x', headers: {}, body: '{}' }
const answering = (status: number, headers: Record<string, string> = {}) =>
  asOwnHop(async () => ({ status, headers, body: wholeBody(new Uint8Array(0)) }))(call, new AbortController().signal)

describe('a call of a translator', () => {
  it.each([200, 401, 403])('that is answered with %i as a stranger’s is the operator’s fault', async (status) => {
    await expect(answering(status)).rejects.toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringContaining('SLUICE_INTERNAL_TOKEN'),
    })
  })

  it.each([200, 401, 403])('that is answered with %i as a gateway’s is what it is', async (status) => {
    expect(await answering(status, { [HOP_HEADER]: '1' })).toMatchObject({ status })
  })

  it.each([413, 502, 504])('may be answered with %i by a proxy between', async (status) => {
    expect(await answering(status)).toMatchObject({ status })
  })
})
