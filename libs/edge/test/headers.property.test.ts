import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '@sluice/protocol'
import fc from 'fast-check'
import { requestIdOf } from '../src/answers/request-id.ts'
import { type ClientSettings, createAuthenticator } from '../src/doors/authenticate.ts'
import { corsHeaders, preflightHeaders } from '../src/doors/cors-headers.ts'
import { clientKeys } from '../src/doors/credentials.ts'
import { isLoopbackHost, isLoopbackOrigin, isPrivateHost, peerIdentity } from '../src/doors/peer.ts'

const RUNS = process.env.SLUICE_TEST === 'all' ? 5_000 : 400

const KEY = 'sk-the-one-key'
const keyed: ClientSettings = {
  keys: [KEY],
  allowAnonymous: false,
  internalToken: 'the-token',
  corsOrigins: [],
  localNetwork: false,
}

const names = fc.constantFrom(
  'authorization',
  'Authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'x-sluice-internal-token',
  'x-other',
)
/** What Node lets into a header value: tabs and all that Latin-1 can show. */
const latin = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
})
const values = fc.oneof(
  latin,
  fc.constantFrom(
    KEY,
    `Bearer ${KEY}`,
    `bearer  ${KEY}`,
    `Bearer ${KEY} `,
    'Bearer',
    '',
    `${KEY},${KEY}`,
    'the-token',
    'loopback',
    '__proto__',
  ),
)
const sent = fc.array(fc.tuple(names, values), { maxLength: 4 })

/** A request as Node hands it over: the first of repeated headers in `headers`, all of them in `rawHeaders`. */
function requestOf(pairs: readonly (readonly [string, string])[], peer = '192.0.2.1'): IncomingMessage {
  const headers = Object.fromEntries(pairs.toReversed().map(([name, value]) => [name.toLowerCase(), value]))
  return { headers, rawHeaders: pairs.flat(), socket: { remoteAddress: peer } } as unknown as IncomingMessage
}

function attempt<T>(work: () => T): T | GatewayError {
  try {
    return work()
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}

describe('any headers (S37)', () => {
  it('let in whoever sends the key or the token in a place of its own, and nobody else (C25, C26, S07)', () => {
    const authenticate = createAuthenticator(keyed)
    fc.assert(
      fc.property(sent, fc.constantFrom('/', `/?key=${KEY}`, '/?key=x', `/?key=${KEY}&key=${KEY}`), (pairs, url) => {
        const result = attempt(() => authenticate(requestOf(pairs), url))
        const lower = pairs.map(([name]) => name.toLowerCase()).filter((name) => name !== 'x-other')
        const isRepeated = new Set(lower).size !== lower.length || url.split('key=').length > 2
        const isOurs = (name: string, value: string) =>
          name.toLowerCase() === 'authorization'
            ? /^bearer sk-the-one-key$/i.test(value) && value.endsWith(KEY)
            : name !== 'x-other' && value === KEY
        const hasKey =
          url.endsWith(KEY) || pairs.some(([name, value]) => name !== 'x-sluice-internal-token' && isOurs(name, value))
        const hasToken = pairs.some(([name, value]) => name === 'x-sluice-internal-token' && value === 'the-token')
        if (isRepeated) expect(result).toMatchObject({ status: 400 })
        else if (hasToken) expect(result).toMatchObject({ kind: 'internal' })
        else if (hasKey) expect(result).toMatchObject({ kind: 'key' })
        else expect(result).toMatchObject({ status: 401 })
        expect(String(result instanceof GatewayError ? result.message : result.id)).not.toContain(KEY)
      }),
      { numRuns: RUNS },
    )
  })

  it('give keys that are no longer than they were sent, and never an empty one', () => {
    fc.assert(
      fc.property(sent, latin, (pairs, query) => {
        const keys = attempt(() => clientKeys(requestOf(pairs), `/?${query}`))
        if (keys instanceof GatewayError) expect(keys.status).toBe(400)
        else for (const key of keys) expect(key).not.toBe('')
      }),
      { numRuns: RUNS },
    )
  })

  it('give a request id that is fit for a log and a header (S23)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          latin,
          fc.string({ unit: 'binary', maxLength: 80 }),
          fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', '_', '-'), maxLength: 70 }),
        ),
        (id) => {
          const given = requestIdOf(requestOf([['x-request-id', id]]))
          expect(given).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
          if (/^[A-Za-z0-9._-]{1,64}$/.test(id)) expect(given).toBe(id)
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('give an answer headers that can be sent, to any preflight (S20)', () => {
    fc.assert(
      fc.property(latin, latin, fc.boolean(), (asked, origin, fromLoopback) => {
        const request = requestOf([
          ['access-control-request-headers', asked],
          ['access-control-request-private-network', 'true'],
        ])
        const said = { ...corsHeaders(origin), ...preflightHeaders(request, fromLoopback) }
        expect(() => new Headers(Object.entries(said).map(([name, value]) => [name, String(value)]))).not.toThrow()
        expect(Object.keys(said)).not.toContain('access-control-allow-credentials')
        expect(String(said['access-control-allow-headers'])).not.toMatch(/internal|cookie/i)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('any Host, Origin and peer (S20, S37)', () => {
  const host = fc.oneof(
    latin,
    fc
      .tuple(
        fc.constantFrom('localhost', '127.0.0.1', '[::1]', '10.0.0.1', 'evil.example'),
        fc.constantFrom('', ':1', ':99999', ':x', '.evil', '@evil', '/', ' ', '\t', '%00'),
      )
      .map((parts) => parts.join('')),
    fc.domain(),
  )

  it('count as this machine only in so many words', () => {
    fc.assert(
      fc.property(host, fc.constantFrom('http://', 'https://', 'ftp://', ''), (name, scheme) => {
        const isHere = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(name)
        expect(isLoopbackHost(name)).toBe(isHere)
        const isHereOrBelow = isHere || /^(?:[a-z0-9-]+\.)+localhost(?::\d{1,5})?$/i.test(name)
        expect(isLoopbackOrigin(scheme + name)).toBe(isHereOrBelow && scheme.startsWith('http'))
        if (isPrivateHost(name)) expect(name).toMatch(/^\[?[\d.:a-f]+\]?(?::\d{1,5})?$/i)
      }),
      { numRuns: RUNS },
    )
  })

  it('have an identity that fits into a log and a key of Redis', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6(),
          fc.ipV6().map((address) => `${address}%eth0`),
          latin,
        ),
        (address) => {
          expect(peerIdentity(address)).toMatch(/^(?:[\d.]+|[\da-f:]+\/64|unknown)$/)
        },
      ),
      { numRuns: RUNS },
    )
  })
})
