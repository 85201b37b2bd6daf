import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { describeWithRedis } from '../libs/limits/test/describe-with-redis.ts'
import { freePort, RedisServer } from '../libs/limits/test/redis-server.ts'
import { chat, freePorts, generate, type ServiceProcess, startServices } from './service-process.ts'
import { inject } from './wall/inject.ts'

const { start } = startServices()

/** For the whole process; at SIGUSR2 an hour less. */
const skewedClock = (minutes: number) => `
  const RealDate = Date
  let skewMs = ${minutes} * 60_000
  process.on('SIGUSR2', () => { skewMs -= 3_600_000 })
  globalThis.Date = class extends RealDate {
    constructor(...given) { super(...(given.length === 0 ? [RealDate.now() + skewMs] : given)) }
    static now() { return RealDate.now() + skewMs }
  }`

describeWithRedis('limits of a running product', () => {
  let redis: RedisServer
  let upstream: Simulator
  beforeAll(async () => {
    upstream = await createOpenAISimulator({})
    redis = new RedisServer(await freePort())
    await redis.start()
  })
  beforeEach(() => redis.command('FLUSHALL'))
  afterAll(() => Promise.all([redis.kill(), upstream.close()]))

  const startWith = (env: Readonly<Record<string, string>>, what: 'both' | 'gateway' = 'gateway'): ServiceProcess =>
    start(what, { ...freePorts, UPSTREAM_URL: upstream.url, MAX_RETRIES: '0', ...env })
  const sayHello = async (url: string): Promise<number> => {
    const answer = await chat(url, 'gpt-4o', 'hello')
    await answer.text()
    return answer.status
  }
  const isUp = async (url: string): Promise<string | undefined> =>
    /^sluice_dependency_up\{name="redis".*\} (\d)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
  const linesAbout = (service: ServiceProcess): readonly string[] =>
    service.output.split('\n').filter((line) => line.includes('"limits":'))

  it('are counted in the process without REDIS_URL, and it says so', async () => {
    const service = startWith({})
    const url = await service.url('gateway')
    await service.said(/"limits":"memory"/)
    expect(await isUp(url)).toBeUndefined()
  })

  it('are shared by replicas', async () => {
    const env = { REDIS_URL: redis.url, SLUICE_RPM: '5' }
    const urls = await Promise.all([startWith(env), startWith(env)].map((service) => service.url('gateway')))
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => sayHello(urls[index % 2] ?? '')))
    expect(statuses.filter((status) => status === 200)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(15)
  })

  it('are shared by replicas whose clocks differ by ten minutes, and one of which is set back (R13, R14)', async () => {
    const env = { REDIS_URL: redis.url, SLUICE_RPM: '5' }
    const services = [-5, 5].map((minutes) => startWith({ ...env, ...inject(skewedClock(minutes)) }))
    const urls = await Promise.all(services.map((service) => service.url('gateway')))
    for (const service of services) service.signal('SIGUSR2')
    const asked = Array.from({ length: 20 }, (_, index) => chat(urls[index % 2] ?? '', 'gpt-4o', 'hello'))
    const answers = await Promise.all(asked)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
    for (const { headers } of answers.filter(({ status }) => status === 429)) {
      // Of five a minute the next one is due in twelve seconds.
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(12)
    }
  })

  it('cost one wait and one log line when Redis freezes under load, and one when it is back', async () => {
    const service = startWith({ REDIS_URL: redis.url, SLUICE_RPM: '10000' }, 'both')
    const url = await service.url('gateway')
    await service.said(/"service":"gateway","limits":"redis".*counted in Redis/)
    expect(await isUp(url)).toBe('1')
    redis.freeze()
    const statuses = await Promise.all(Array.from({ length: 60 }, () => sayHello(url)))
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    expect(await isUp(url)).toBe('0')
    redis.thaw()
    await service.said(/"service":"gateway".*Redis answers again/)
    expect(await isUp(url)).toBe('1')
    const levels = linesAbout(service)
      .filter((line) => line.includes('"service":"gateway"'))
      .map((line) => JSON.parse(line).level)
    expect(levels).toEqual(['info', 'warn', 'info'])
    expect(service.output).not.toMatch(/Warning/)
  })

  it('refuse everybody without Redis if so set: 503 with the wait, in dialect', async () => {
    const env = { REDIS_URL: `redis://127.0.0.1:${await freePort()}`, SLUICE_RPM: '5', SLUICE_REDIS_LOST: 'closed' }
    const service = startWith(env)
    const url = await service.url('gateway')
    await service.said(/"limits":"redis".*refused with 503/)
    for (const ask of [chat, generate]) {
      const answer = await ask(url, 'gpt-4o', 'hello')
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
      expect(await answer.text()).toContain('Redis')
    }
    await service.said(/"reason":"overloaded"/)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it.each(['here', 'not here'])('do not keep a process alive that is to end (Redis is %s)', async (where) => {
    const REDIS_URL = where === 'here' ? redis.url : `redis://127.0.0.1:${await freePort()}`
    const service = startWith({ REDIS_URL }, 'both')
    const url = await service.url('gateway')
    await service.said(/"service":"gateway","limits":"redis"/)
    const taken = startWith({ REDIS_URL, PORT: new URL(url).port })
    expect(await taken.exit).toBe(1)
    service.signal('SIGTERM')
    expect(await service.exit).toBe(0)
  })
})
