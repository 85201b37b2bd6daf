import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { createMemoryLimiter, createRedisLimiter, type Limiter } from '../src/index.ts'
import { redisKeyOf } from '../src/redis-script.ts'
import { runLimiterContract } from './contract.ts'
import { describeWithRedis } from './describe-with-redis.ts'
import { admittedOf, type Recorded, recordedLimiter, rule } from './recorded-limiter.ts'
import { freePort, RedisServer } from './redis-server.ts'

const FILLER = 'x'.repeat(100_000)

let server: RedisServer
beforeAll(async () => {
  server = new RedisServer(await freePort())
})

describeWithRedis('redis limiter', () => {
  beforeAll(() => server.start())
  afterAll(() => server.kill())
  beforeEach(() => server.command('FLUSHALL'))

  describeWithRedis.each([1_000_000.75, Date.UTC(2040, 0)])('(clock at %d)', (startMs) => {
    runLimiterContract(() => {
      let nowMs = startMs
      const quiet = { local: createMemoryLimiter(() => 0), onChange: () => {}, onDamage: () => {} }
      return {
        limiter: createRedisLimiter({ ...quiet, url: server.url, lost: 'closed', nowMs: () => nowMs }),
        elapse: (ms) => {
          nowMs += ms
        },
      }
    })
  })

  describeWithRedis('on the clock of the server', () => {
    let replicas: readonly Recorded[]
    let limiter: Limiter
    beforeEach(() => {
      replicas = ['a', 'b'].map(() => recordedLimiter(server.url, 'closed'))
      limiter = replicas[0]!.limiter
    })
    afterEach(() => Promise.all(replicas.map((replica) => replica.limiter.close())))

    it('shares a limit among replicas to the last request', async () => {
      const counts = await Promise.all(replicas.map((replica) => admittedOf(replica.limiter, 500, rule(20))))
      expect(counts[0]! + counts[1]!).toBe(20)
    })

    it('charges all rules or none, whoever else asks at the same time', async () => {
      const global = rule(30, 'all')
      const counts = await Promise.all(
        replicas.map((replica, index) => admittedOf(replica.limiter, 300, rule(20, String(index)), global)),
      )
      expect(counts[0]! + counts[1]!).toBe(30)
      const left = await Promise.all(replicas.map((replica, i) => admittedOf(replica.limiter, 50, rule(20, String(i)))))
      expect(left[0]! + left[1]!).toBe(10)
    })

    it('admits who comes back when told', async () => {
      await admittedOf(limiter, 600, rule(600))
      const refusal = await limiter.admit([rule(600)])
      if (refusal.admitted) throw new Error('admitted, where a refusal was expected')
      expect(refusal.retryAfterMs).toBeLessThanOrEqual(100)
      await new Promise((resolve) => setTimeout(resolve, refusal.retryAfterMs + 2))
      expect((await limiter.admit([rule(600)])).admitted).toBe(true)
    })

    it('keeps nothing longer than a minute, and no text of a client in a key (R16 R17)', async () => {
      for (const key of ['a b', '{x}:y', 'line\nbreak', 'x'.repeat(1_000_000)]) await limiter.admit([rule(10, key)])
      const keys = (await server.command('KEYS', '*')) as string[]
      expect(keys.length).toBe(5)
      for (const key of keys) {
        expect(key).toMatch(/^\{sluice\}:rpm:(caller|global):[\w-]{43}$/)
        const leftMs = await server.command('PTTL', key)
        expect(leftMs).toBeGreaterThan(50_000)
        expect(leftMs).toBeLessThanOrEqual(60_000)
      }
    })

    it('gives each of very many callers a key of few bytes that expires, and never walks over them (R17)', async () => {
      const CALLERS = 5_000
      const AT_ONCE = 100
      const before = await numberIn('memory', 'used_memory')
      await server.command('CONFIG', 'RESETSTAT')
      for (let first = 0; first < CALLERS; first += AT_ONCE) {
        const callers = Array.from({ length: AT_ONCE }, (_, at) => rule(10, `caller ${first + at}`))
        await Promise.all(callers.map((one) => limiter.admit([one])))
      }
      const [, keys, expiring] = /keys=(\d+),expires=(\d+)/.exec(await info('keyspace')) ?? []
      expect(Number(keys)).toBeGreaterThanOrEqual(CALLERS)
      expect(expiring).toBe(keys)
      expect(((await numberIn('memory', 'used_memory')) - before) / CALLERS).toBeLessThan(400)
      expect(await info('commandstats')).not.toMatch(/cmdstat_(keys|scan)/)
      expect(replicas[0]!.changes).toEqual([expect.objectContaining({ up: true })])
    })

    it('starts a limit anew whose key was evicted (R10)', async () => {
      expect(await admittedOf(limiter, 5, rule(3))).toBe(3)
      await server.command('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru')
      await server.command(
        'CONFIG',
        'SET',
        'maxmemory',
        String((await numberIn('memory', 'used_memory')) + FILLER.length),
      )
      try {
        // Nothing but our keys may be evicted for it; where they do not suffice it is refused.
        for (let at = 0; (await server.command('EXISTS', redisKeyOf(rule(3)))) === 1; at++)
          await server.command('SET', `filler:${at}`, FILLER).catch(() => {})
      } finally {
        await server.command('CONFIG', 'SET', 'maxmemory', '0')
      }
      expect(await admittedOf(limiter, 5, rule(3))).toBe(3)
      expect(replicas[0]!.changes).toEqual([expect.objectContaining({ up: true })])
    })

    const info = async (section: string) => String(await server.command('INFO', section))
    const numberIn = async (section: string, name: string) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await info(section))?.[1])

    it('runs its script again after the server has forgotten it', async () => {
      expect(await admittedOf(limiter, 5, rule(20))).toBe(5)
      await server.command('SCRIPT', 'FLUSH')
      expect(await admittedOf(limiter, 50, rule(20))).toBe(15)
      expect(replicas[0]!.changes).toEqual([expect.objectContaining({ up: true })])
    })

    it.each([
      ['RPUSH', 'x'],
      ['SET', 'x'],
      ['SET', 'nan'],
      ['SET', ''],
    ])('says and resets what is no limit (%s %j) (R11)', async (command, value) => {
      await server.command(command, redisKeyOf(rule(3)), value)
      expect(await admittedOf(limiter, 5, rule(3))).toBe(3)
      expect(replicas[0]!.damaged).toEqual([1])
    })

    it.each(['inf', '-inf', '1e308', '-1'])('survives a moment that cannot be (%s) (R11 R14)', async (value) => {
      await server.command('SET', redisKeyOf(rule(60)), value)
      const admission = await limiter.admit([rule(60)])
      if (!admission.admitted) expect(admission.retryAfterMs).toBeLessThanOrEqual(1_000)
      expect(await server.command('PTTL', redisKeyOf(rule(60)))).toBeGreaterThan(0)
    })
  })
})
