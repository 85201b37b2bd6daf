import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { type ClientSettings, createAuthenticator } from '../src/doors/authenticate.ts'

const open: ClientSettings = {
  keys: [],
  allowAnonymous: false,
  internalToken: undefined,
  corsOrigins: [],
  localNetwork: false,
}
const keyed: ClientSettings = { ...open, keys: ['sk-one', 'sk-two'] }
const CALLER_ONE = { kind: 'key', id: expect.stringMatching(/^key:[0-9a-f]{12}$/) }

interface Sent {
  readonly headers?: readonly (readonly [string, string])[]
  readonly peer?: string
}

/** A request as Node hands it over: the first of repeated headers in `headers`, all of them in `rawHeaders`. */
function requestOf({ headers = [], peer = '127.0.0.1' }: Sent): IncomingMessage {
  const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
  const parsed = Object.fromEntries(lower.toReversed())
  return { headers: parsed, rawHeaders: headers.flat(), socket: { remoteAddress: peer } } as unknown as IncomingMessage
}

function callerOf(settings: ClientSettings, sent: Sent, url = '/v1/models') {
  return createAuthenticator(settings)(requestOf(sent), url)
}

function refusalOf(settings: ClientSettings, sent: Sent, url?: string): unknown {
  try {
    return callerOf(settings, sent, url)
  } catch (error) {
    return error
  }
}

describe('client keys', () => {
  it.each([
    [[['Authorization', 'Bearer sk-one']]],
    [[['authorization', 'bearer sk-one']]],
    [[['authorization', 'BEARER sk-one']]],
    [[['x-api-key', 'sk-one']]],
    [[['X-Goog-Api-Key', 'sk-one']]],
    [[['api-key', 'sk-one']]],
    [
      [
        ['authorization', 'Bearer other'],
        ['x-api-key', 'sk-one'],
      ],
    ],
    [
      [
        ['authorization', 'Bearer sk-one'],
        ['x-goog-api-key', 'other'],
      ],
    ],
  ] as const)('lets %j in', (headers) => {
    expect(callerOf(keyed, { headers })).toEqual(CALLER_ONE)
  })

  it('takes the key of the query', () => {
    expect(callerOf(keyed, {}, '/v1beta/models?pageSize=2&key=sk-one')).toEqual(CALLER_ONE)
    expect(callerOf(keyed, { headers: [['x-api-key', 'wrong']] }, '/v1beta/models?key=sk%2Done')).toEqual(CALLER_ONE)
  })

  it('gives one key one id wherever it is sent, and another key another', () => {
    const [first, second] = [callerOf(keyed, { headers: [['api-key', 'sk-one']] }), callerOf(keyed, {}, '/?key=sk-one')]
    expect(first).toEqual(second)
    expect(callerOf(keyed, {}, '/?key=sk-two').id).not.toBe(first.id)
  })

  it.each([
    '',
    'Bearer',
    'bearer',
    'Bearer ',
    'Bearer  sk-one',
    'Bearer sk-one ',
    'Bearer sk-one sk-two',
    'sk-one',
    'Basic c2stb25l',
    'Bearer sk-on',
    'Bearer sk-one1',
    'Bearer SK-ONE',
    'Bearer ключ',
    "Bearer ' OR 1=1 --",
    'Bearer "}\r\nredis.call()',
    'Bearer __proto__',
    `Bearer ${'x'.repeat(65_536)}`,
  ])('answers %j with 401 and never repeats it (C26, S07)', (authorization) => {
    const refusal = refusalOf(keyed, { headers: [['authorization', authorization]] })
    expect(refusal).toMatchObject({ kind: 'unauthorized', status: 401, code: 'invalid_api_key' })
    const told = String(refusal)
    if (authorization.length > 12) expect(told).not.toContain(authorization.slice(7))
    expect(told).not.toContain('sk-on')
  })

  it('answers a request without any key with 401, from this machine too', () => {
    expect(refusalOf(keyed, {})).toMatchObject({ status: 401 })
  })

  it.each(['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', 'x-sluice-internal-token'])(
    'refuses a repeated %s with 400, for a proxy may read the other one (C25)',
    (name) => {
      const headers = [
        [name, 'Bearer sk-one'],
        [name.toUpperCase(), 'Bearer sk-one'],
      ] as const
      for (const settings of [keyed, open])
        expect(refusalOf(settings, { headers })).toMatchObject({ status: 400, param: name })
    },
  )

  it('refuses two keys in the query with 400 (C25)', () => {
    expect(refusalOf(keyed, {}, '/?key=sk-one&key=sk-two')).toMatchObject({ status: 400, param: 'key' })
  })
})

describe('without client keys', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('lets this machine (%s) in', (peer) => {
    expect(callerOf(open, { peer, headers: [['authorization', 'Bearer sk-anything']] })).toMatchObject({
      kind: 'anonymous',
    })
  })

  it.each(['192.168.1.2', '::ffff:10.0.0.1', '2001:db8::1', '', '128.0.0.1'])(
    'refuses %j and says which settings open it',
    (peer) => {
      const refusal = refusalOf(open, { peer })
      expect(refusal).toMatchObject({ kind: 'forbidden', status: 403 })
      expect(String(refusal)).toMatch(/SLUICE_API_KEYS.*SLUICE_ALLOW_ANONYMOUS/)
    },
  )

  it.each([
    '10.0.0.1',
    '172.16.0.9',
    '172.31.255.1',
    '192.168.1.2',
    '::ffff:172.18.0.3',
    'fd12::1',
    '127.0.0.1',
    '::1',
  ])('takes %s for this machine in a network of containers', (peer) => {
    expect(callerOf({ ...open, localNetwork: true }, { peer })).toMatchObject({ kind: 'anonymous' })
  })

  it.each([
    '172.32.0.1',
    '11.0.0.1',
    '192.169.0.1',
    '169.254.1.1',
    '::ffff:8.8.8.8',
    'fe80::1%eth0',
    '2001:db8::1',
    '',
  ])('does not take %j for this machine, in a network of containers either', (peer) => {
    expect(refusalOf({ ...open, localNetwork: true }, { peer })).toMatchObject({ status: 403 })
  })

  it.each([
    ['192.0.2.7', 'ip:192.0.2.7'],
    ['::ffff:192.0.2.7', 'ip:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', 'ip:2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9', 'ip:2001:db8:1:2::/64'],
    ['2001:db8::1', 'ip:2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'ip:fe80:0:0:0::/64'],
    ['::1', 'ip:0:0:0:0::/64'],
  ])('counts the anonymous peer %s as %s', (peer, id) => {
    expect(callerOf({ ...open, allowAnonymous: true }, { peer })).toEqual({ kind: 'anonymous', id })
  })

  it('knows a valid key where anonymous callers are let in, and takes an unknown one for nothing', () => {
    const both = { ...keyed, allowAnonymous: true }
    expect(callerOf(both, { headers: [['x-api-key', 'sk-one']], peer: '192.0.2.7' })).toEqual(CALLER_ONE)
    expect(callerOf(both, { headers: [['x-api-key', 'sk-dummy']], peer: '192.0.2.7' })).toMatchObject({
      kind: 'anonymous',
    })
  })
})

describe('the internal token', () => {
  const internal = { ...keyed, internalToken: 'secret-token' }

  it('tells another service of ours, from any address', () => {
    const headers = [['x-sluice-internal-token', 'secret-token']] as const
    expect(callerOf(internal, { headers, peer: '10.0.0.9' })).toEqual({ kind: 'internal', id: 'internal' })
  })

  it.each(['', 'secret-toke', 'secret-token2'])('is not %j', (token) => {
    expect(refusalOf(internal, { headers: [['x-sluice-internal-token', token]] })).toMatchObject({ status: 401 })
  })

  it('never matches when none is configured', () => {
    for (const internalToken of [undefined, '']) {
      expect(refusalOf({ ...keyed, internalToken }, { headers: [['x-sluice-internal-token', '']] })).toMatchObject({
        status: 401,
      })
    }
  })

  it('is a mere word on a machine that needs no key, and worth nothing elsewhere', () => {
    const headers = [['x-sluice-internal-token', 'loopback']] as const
    expect(callerOf(open, { headers })).toMatchObject({ kind: 'internal' })
    expect(refusalOf(open, { headers, peer: '192.168.1.2' })).toMatchObject({ status: 403 })
    expect(refusalOf(keyed, { headers })).toMatchObject({ status: 401 })
    expect(callerOf({ ...open, internalToken: 'secret-token' }, { headers })).toMatchObject({ kind: 'anonymous' })
    expect(callerOf({ ...open, allowAnonymous: true }, { headers })).toMatchObject({ kind: 'anonymous' })
    expect(callerOf({ ...open, localNetwork: true }, { headers, peer: '172.18.0.3' })).toMatchObject({
      kind: 'anonymous',
    })
  })

  it('knows a service by the token alone', () => {
    const withToken = (token: string) => requestOf({ headers: [['x-sluice-internal-token', token]] })
    expect(createAuthenticator(internal)(withToken('secret-token'), '/').kind).toBe('internal')
    expect(() => createAuthenticator(internal)(withToken('secret-toke'), '/')).toThrow()
  })
})
