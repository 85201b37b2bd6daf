import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete, expectEarlyError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask } from '../raw-client.ts'
import { saySkipped } from '../say-skipped.ts'
import { questionOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { type NameServer, startNameServer } from './name-server.ts'
import { type ScriptedVendor, startScriptedVendor } from './scripted-vendor.ts'
import { answerText, eventsOf, streamOf } from './vendor-events.ts'

const NAME_SERVER = '127.0.0.153'
const CONNECT_TIMEOUT_MS = 5_000

/** A name server of one's own needs port 53 and a file system of one's own. */
const isPossible = process.env.SLUICE_TEST === 'all' && spawnSync('unshare', ['-m', 'true']).status === 0
if (!isPossible) saySkipped('names that fail to resolve: needs SLUICE_TEST=all, root and unshare')

const describeHere = isPossible ? describe : describe.skip

describeHere('the name of an upstream', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-names-'))
  const [passed, other] = [ways[0]!, ways.find(({ name }) => name === 'gemini sse, passed to gemini')!]
  let names: NameServer
  let vendors: readonly ScriptedVendor[]
  let product: Product
  beforeAll(async () => {
    names = await startNameServer(NAME_SERVER)
    const one = await startScriptedVendor({
      steps: ({ protocol }) => streamOf(eventsOf[protocol], 'connection: close'),
    })
    const moved = await startScriptedVendor(
      { steps: ({ protocol }) => streamOf(eventsOf[protocol], 'connection: close') },
      { host: '127.0.0.2', port: one.port },
    )
    vendors = [one, moved]
    const resolver = join(folder, 'resolv.conf')
    writeFileSync(resolver, `nameserver ${NAME_SERVER}\n`)
    const mount = `mount --bind ${resolver} /etc/resolv.conf && exec "$@"`
    product = await startProduct({
      env: {
        MAX_RETRIES: '1',
        UPSTREAM_URL: `http://vendor.sluice.test:${one.port}`,
        GOOGLE_GEMINI_BASE_URL: `http://other.sluice.test:${one.port}`,
      },
      within: ['unshare', '-m', 'sh', '-c', mount, 'sh'],
    })
  })
  afterAll(async () => {
    await product.stop()
    names.close()
    for (const vendor of vendors) await vendor.close()
    rmSync(folder, { recursive: true })
  })

  const answerOf = (way: Way) => ask(questionOf(product, way))

  it('U04 does not exist: 502 that says so, and an answer as soon as it does', async () => {
    const { message } = expectEarlyError(await answerOf(passed), passed.dialect, 502)
    expect(message).toMatch(/host name in UPSTREAM_URL does not exist/)
    expect(message).not.toMatch(/sluice\.test/)
    names.replies.set('vendor.sluice.test', '127.0.0.1')
    expectComplete(await answerOf(passed), passed)
  })

  it('U07 changes its address: new connections go there', async () => {
    names.replies.set('vendor.sluice.test', '127.0.0.2')
    const before = vendors[1]?.requests.length ?? 0
    expectComplete(await answerOf(passed), passed)
    expect(vendors[1]?.requests.length).toBe(before + 1)
  })

  it('U05 nobody tells: 502 at the connect deadline, and others go on meanwhile', async () => {
    names.replies.set('other.sluice.test', 'silence')
    const startedMs = performance.now()
    const stuck = Array.from({ length: 20 }, () => answerOf(other))
    await new Promise((resolve) => setTimeout(resolve, 200))
    const askedMs = performance.now()
    expectComplete(await answerOf(passed), passed)
    expect(performance.now() - askedMs).toBeLessThan(1_000)
    for (const answer of await Promise.all(stuck)) expectEarlyError(answer, other.dialect, 502)
    // Two tries and the wait between them.
    expect(performance.now() - startedMs).toBeLessThan(2 * CONNECT_TIMEOUT_MS + 3_000)
  }, 30_000)

  it('leaves nothing behind', () => expectInvariants(product, { vendors, canaries: [answerText] }))
})
