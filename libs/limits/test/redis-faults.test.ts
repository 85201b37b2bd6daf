import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { ANSWER_WITHIN_MS, type LostPolicy } from '../src/index.ts'
import { describeWithRedis } from './describe-with-redis.ts'
import { admittedOf, type Recorded, recordedLimiter, rule } from './recorded-limiter.ts'
import { freePort, RedisServer } from './redis-server.ts'
import { createSlowProxy } from './slow-proxy.ts'

/** What timers and two busy cores may add. */
const SLACK_MS = 60
const BACK_WITHIN_MS = 1_000

const isUp = expect.objectContaining({ up: true })
const isLost = expect.objectContaining({ up: false })

describeWithRedis('redis limiter without Redis', () => {
  let server: RedisServer
  const opened: Recorded[] = []
  const open = (lost: LostPolicy, url = server.url): Recorded => {
    const recorded = recordedLimiter(url, lost)
    opened.push(recorded)
    return recorded
  }
  const openUp = async (lost: LostPolicy): Promise<Recorded> => {
    const recorded = open(lost)
    await recorded.told(1)
    expect(recorded.changes).toEqual([isUp])
    return recorded
  }

  beforeEach(async () => {
    server = new RedisServer(await freePort())
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ limiter }) => limiter.close()))
    await server.kill()
  })

  /** Of so many requests one after the other, the longest wait of the first and of the rest. */
  async function waitsOf({ limiter }: Recorded, count = 50): Promise<{ firstMs: number; restMs: number }> {
    const waits: number[] = []
    for (let index = 0; index < count; index++) {
      const startMs = performance.now()
      await limiter.admit([rule(1_000)])
      waits.push(performance.now() - startMs)
    }
    return { firstMs: waits[0] ?? 0, restMs: Math.max(...waits.slice(1)) }
  }

  async function expectBack(recorded: Recorded, changes: number): Promise<void> {
    const startMs = performance.now()
    await recorded.told(changes)
    expect(performance.now() - startMs).toBeLessThan(BACK_WITHIN_MS)
    expect(recorded.changes.at(-1)).toEqual(isUp)
    expect(recorded.changes).toHaveLength(changes)
  }

  it('starts all the same, serves at once, and uses Redis soon after it has come up (R01 R05)', async () => {
    const recorded = open('local')
    const { firstMs, restMs } = await waitsOf(recorded)
    expect(firstMs).toBeLessThan(ANSWER_WITHIN_MS + SLACK_MS)
    expect(restMs).toBeLessThan(50)
    expect(recorded.changes).toEqual([{ up: false, cause: expect.stringContaining('ECONNREFUSED') }])
    await server.start()
    await expectBack(recorded, 2)
  })

  it('lets the first requests wait for the connection, so that none is decided without Redis', async () => {
    await server.start()
    const recorded = open('closed')
    expect(await admittedOf(recorded.limiter, 10, rule(3))).toBe(3)
    expect(recorded.changes).toEqual([isUp])
  })

  const faults = [
    { fault: 'killed (R02)', harm: () => server.kill(), heal: () => server.start() },
    { fault: 'frozen (R02)', harm: () => server.freeze(), heal: () => server.thaw() },
    {
      fault: 'paused',
      harm: () => server.command('CLIENT', 'PAUSE', '800'),
      heal: () => new Promise<void>((resolve) => setTimeout(resolve, 800)),
    },
    {
      fault: 'a read-only replica (R07)',
      harm: () => server.command('REPLICAOF', '127.0.0.1', '1'),
      heal: () => server.command('REPLICAOF', 'NO', 'ONE'),
    },
    {
      fault: 'full',
      harm: () => server.command('CONFIG', 'SET', 'maxmemory', '1'),
      heal: () => server.command('CONFIG', 'SET', 'maxmemory', '0'),
    },
  ]
  it.each(faults)(
    'pays once when Redis is $fault, says it once, and has it back within a second (R05)',
    async (fault) => {
      await server.start()
      const recorded = await openUp('local')
      await fault.harm()
      const { firstMs, restMs } = await waitsOf(recorded)
      expect(firstMs).toBeLessThan(ANSWER_WITHIN_MS + SLACK_MS)
      expect(restMs).toBeLessThan(50)
      expect(recorded.changes).toEqual([isUp, isLost])
      await fault.heal()
      await expectBack(recorded, 3)
    },
  )

  it.each(['killed', 'frozen'])(
    'keeps no request waiting that was on its way when Redis was %s (R02)',
    async (fault) => {
      await server.start()
      const recorded = await openUp('local')
      const startMs = performance.now()
      server.freeze()
      const load = Array.from({ length: 500 }, async () => {
        await recorded.limiter.admit([rule(10_000)])
        return performance.now() - startMs
      })
      if (fault === 'killed') await server.kill()
      expect(Math.max(...(await Promise.all(load)))).toBeLessThan(ANSWER_WITHIN_MS + 2 * SLACK_MS)
      expect((await waitsOf(recorded)).restMs).toBeLessThan(50)
      expect(recorded.changes).toEqual([isUp, isLost])
    },
  )

  it('takes a Redis that always needs 200 ms for one that is down, and does not come and go (R04)', async () => {
    await server.start()
    const slow = await createSlowProxy(server.port, 200)
    const recorded = open('local', slow.url)
    await recorded.told(1)
    await slow.connections(3)
    expect(recorded.changes).toEqual([isLost])
    expect((await waitsOf(recorded)).firstMs).toBeLessThan(50)
    await recorded.limiter.close()
    slow.server.close()
  })

  it('does not blame Redis for a stall of the own event loop', async () => {
    await server.start()
    const recorded = await openUp('closed')
    const answers = [admittedOf(recorded.limiter, 3, rule(100))]
    blockLoop(300)
    setImmediate(() => {
      answers.push(admittedOf(recorded.limiter, 3, rule(100)))
      blockLoop(300)
    })
    await new Promise((resolve) => setTimeout(resolve, 350))
    expect(await Promise.all(answers)).toEqual([3, 3])
    expect(recorded.changes).toEqual([isUp])
  })

  it('local: counts in this process', async () => {
    const { limiter } = open('local')
    expect(await admittedOf(limiter, 10, rule(4))).toBe(4)
  })

  it('open: admits all, and claims nothing about limits', async () => {
    const { limiter } = open('open')
    expect(await limiter.admit([rule(1)])).toMatchObject({ admitted: true, status: undefined })
    expect(await admittedOf(limiter, 10, rule(1))).toBe(10)
  })

  it('closed: refuses who has a limit, and says when to come back', async () => {
    const { limiter } = open('closed')
    expect(await limiter.admit([rule(1)])).toEqual({ admitted: false, reason: 'lost', retryAfterMs: 1_000 })
    expect((await limiter.admit([rule(0)])).admitted).toBe(true)
  })

  it('never says its password', async () => {
    await server.start('--requirepass', 'secret-of-redis')
    const wrong = open('local', server.url.replace('//', '//:secret-that-is-wrong@'))
    await wrong.told(1)
    expect(wrong.changes).toEqual([{ up: false, cause: expect.stringContaining('WRONGPASS') }])
    expect(JSON.stringify(wrong.changes)).not.toContain('secret')
    const right = open('local', server.url.replace('//', '//:secret-of-redis@'))
    await right.told(1)
    expect(right.changes).toEqual([isUp])
  })

  it('says nothing more once it is closed, and can be closed at any moment', async () => {
    await server.start()
    const early = open('local')
    await early.limiter.close()
    const late = await openUp('local')
    await late.limiter.close()
    await late.limiter.close()
    await server.kill()
    expect((await late.limiter.admit([rule(1)])).admitted).toBe(true)
    expect([early.changes, late.changes]).toEqual([[], [isUp]])
  })
})

function blockLoop(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}
