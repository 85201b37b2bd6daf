import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete, expectEarlyError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask } from '../raw-client.ts'
import { atOnce, questionOf, type Way, ways } from '../ways.ts'
import { createCertificate } from './certificates.ts'
import { expectInvariants } from './invariants.ts'
import { fewTries } from './upstream-faults.ts'
import { answerText, eventsOf, streamOf } from './vendor-events.ts'

const authority = createCertificate({ name: 'Authority of the tests' })
const good = createCertificate({ name: 'localhost', issuer: authority })

const weak: SecureContextOptions = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1',
  ciphers: 'ALL:@SECLEVEL=0',
  cert: good.cert,
  key: good.key,
}

/** What the port speaks; plain: no TLS at all. */
const faults: Readonly<Record<string, SecureContextOptions | 'plain'>> = {
  'U08 an expired certificate': createCertificate({
    name: 'localhost',
    issuer: authority,
    notAfter: new Date('2021-01-01'),
  }),
  'U08 a certificate of another name': createCertificate({ name: 'vendor.example', issuer: authority }),
  'U08 a certificate that nobody signed': createCertificate({ name: 'localhost' }),
  'U08 TLS 1.0 and nothing newer': weak,
  'U10 plain HTTP': 'plain',
}

interface TlsPort {
  readonly url: string
  /** What the next connections meet. */
  speaks: SecureContextOptions | 'plain'
  /** Requests that came through. */
  requests: number
  close(): void
}

async function startTlsPort(): Promise<TlsPort> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const stream = port.speaks === 'plain' ? socket : secured(socket, port.speaks)
    for (const one of [socket, stream]) one.on('error', () => {})
    stream.once('data', (head: Buffer) => {
      if (head.includes('HTTP/1.1')) port.requests++
      const protocol = head.includes('/models/') ? 'gemini' : 'openai'
      stream.end(streamOf(eventsOf[protocol], 'connection: close').join(''))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port: TlsPort = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    speaks: good,
    requests: 0,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return port
}

function secured(socket: Socket, options: SecureContextOptions): TLSSocket {
  return new TLSSocket(socket, { ...options, isServer: true, secureContext: createSecureContext(options) })
}

describe('an upstream behind TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'))
  let port: TlsPort
  let product: Product
  beforeAll(async () => {
    const trusted = join(folder, 'authority.pem')
    writeFileSync(trusted, authority.cert)
    port = await startTlsPort()
    const { url } = port
    product = await startProduct({
      env: { ...fewTries, UPSTREAM_URL: url, GOOGLE_GEMINI_BASE_URL: url, NODE_EXTRA_CA_CERTS: trusted },
    })
  })
  afterAll(async () => {
    await product.stop()
    port.close()
    rmSync(folder, { recursive: true })
  })

  /** No client can have the check left out. */
  const insist = { 'x-insecure': '1', 'x-sluice-insecure': 'true', 'x-tls-verify': 'false' }

  describe.each(Object.entries(faults).map(([name, speech]) => ({ name, speech })))('$name', ({ name, speech }) => {
    beforeAll(() => {
      port.speaks = speech
      port.requests = 0
    })
    const answered = atOnce(ways, (way) => ask(questionOf(product, way, { headers: insist })))
    it.each(ways)('$name: 502, the details in the log only', async (way) => {
      const answer = await answered(way)
      const error = expectEarlyError(answer, way.dialect, 502)
      expect(error.message).toMatch(name.includes('certificate') ? /certificate/ : /does not speak TLS/)
      expect(error.message).toContain(way.vendor === 'openai' ? 'UPSTREAM_URL' : 'GOOGLE_GEMINI_BASE_URL')
      expect(answer.text).not.toMatch(/vendor\.example|localhost|127\.0\.0\.1|openssl|altname|expired/i)
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'upstream_error', attempts: 1 })
      // Whoever of the two talks to the vendor knows why.
      const lines = product.logs.filter((line) => line.request_id === answer.requestId)
      expect(JSON.stringify(lines)).toMatch(/"cause":"[A-Z\d_]+: /)
      // No request, and no key, was sent to whom nobody vouches for.
      expect(port.requests).toBe(0)
    })
  })

  describe('L13 that is as it should be', () => {
    beforeAll(() => {
      port.speaks = good
    })
    const answered = atOnce(ways, (way: Way) => ask(questionOf(product, way)))
    it.each(ways)('$name: answers', async (way) => expectComplete(await answered(way), way))
  })

  it('leaves nothing behind', () => expectInvariants(product, { canaries: [answerText] }))
})
