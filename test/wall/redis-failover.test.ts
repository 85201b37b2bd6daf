import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { describeWithRedis } from '../../libs/limits/test/describe-with-redis.ts'
import { freePort, RedisServer } from '../../libs/limits/test/redis-server.ts'
import { saySkipped } from '../say-skipped.ts'
import { chat, freePorts, startServices } from '../service-process.ts'

const wanted = process.env.SLUICE_TEST === 'all'
if (!wanted) saySkipped('a failover of Redis. `npm run test:all` runs it.')
const describeWanted = wanted ? describeWithRedis : describe.skip

const { start } = startServices()
const TEST_TIMEOUT_MS = 60_000
const FAILOVER_TIMEOUT_MS = 20_000
const LOOK_EVERY_MS = 100
const MASTER = 'limits'

describeWanted('a sentinel makes the replica the new Redis (R07)', () => {
  let folder: string
  let upstream: Simulator
  let nodes: readonly RedisServer[]
  let sentinel: RedisServer
  let address: Server
  let addressPort: number
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-sentinel-'))
    upstream = await createOpenAISimulator()
    nodes = [new RedisServer(await freePort()), new RedisServer(await freePort())]
    await nodes[0]!.start()
    await nodes[1]!.start('--replicaof', '127.0.0.1', String(nodes[0]!.port))
    sentinel = new RedisServer(await freePort())
    await sentinel.startAsSentinel(sentinelFile())
    addressPort = await freePort()
    address = await followMaster()
  }, FAILOVER_TIMEOUT_MS)
  afterAll(async () => {
    address?.close()
    await Promise.all([sentinel?.kill(), ...(nodes ?? []).map((node) => node.kill()), upstream?.close()])
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })

  function sentinelFile(): string {
    const file = join(folder, 'sentinel.conf')
    const watched = `sentinel monitor ${MASTER} 127.0.0.1 ${nodes[0]!.port} 1`
    writeFileSync(file, `${watched}\nsentinel down-after-milliseconds ${MASTER} 1000\n`)
    return file
  }

  const masterPort = async () => {
    const [, port] = (await sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)) as [string, string]
    return Number(port)
  }

  /** As the proxies and names of hosted Redis do: each new connection leads to whom the sentinel calls the master. */
  async function followMaster(): Promise<Server> {
    const server = createServer(async (client) => {
      const redis = connect(await masterPort(), '127.0.0.1')
      client.on('error', () => {}).on('close', () => redis.destroy())
      redis.on('error', () => {}).on('close', () => client.destroy())
      client.pipe(redis).pipe(client)
    })
    await new Promise<void>((resolve) => server.listen(addressPort, '127.0.0.1', resolve))
    return server
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const untilMs = performance.now() + FAILOVER_TIMEOUT_MS
    while (!(await holds())) {
      if (performance.now() > untilMs) throw new Error(`not in time: ${what}`)
      await sleep(LOOK_EVERY_MS)
    }
  }

  it(
    'no request fails or waits, and the new one is used as soon as the address leads there',
    async () => {
      const env = { ...freePorts, UPSTREAM_URL: upstream.url, REDIS_URL: `redis://127.0.0.1:${addressPort}` }
      const service = start('gateway', { ...env, SLUICE_RPM: '100000' })
      const url = await service.url('gateway')
      await service.said(/counted in Redis/)
      await until('a replica that the sentinel knows', async () => {
        const replicas = await sentinel.command('SENTINEL', 'REPLICAS', MASTER)
        return Array.isArray(replicas) && replicas.length === 1
      })
      let switching = true
      const statuses: number[] = []
      const load = (async () => {
        while (switching) statuses.push((await chat(url, 'gpt-4o', 'hello')).status)
      })()
      await sentinel.command('SENTINEL', 'FAILOVER', MASTER)
      await until('another master', async () => (await masterPort()) === nodes[1]!.port)
      await until('a writable one', async () => ((await nodes[1]!.command('ROLE')) as string[])[0] === 'master')
      await service.said(/Redis answers again/)
      switching = false
      await load
      expect(statuses.filter((status) => status !== 200)).toEqual([])
      expect(await nodes[1]!.command('KEYS', '*')).not.toEqual([])
      expect(service.output).not.toMatch(/Warning|"level":"(error|fatal)"/)
    },
    TEST_TIMEOUT_MS,
  )
})
