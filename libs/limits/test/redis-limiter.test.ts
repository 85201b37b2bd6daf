import { afterAll, beforeAll } from '@jest/globals'
import { createMemoryLimiter, createRedisLimiter, type RedisLimiterOptions } from '../src/index.ts'
import { runLimiterContract } from './contract.ts'
import { describeWithRedis, freePort, RedisServer } from './redis-server.ts'

describeWithRedis('redis limiter', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = new RedisServer(await freePort())
    await server.start()
  })
  afterAll(() => server.kill())

  describeWithRedis.each([1_000_000.75, Date.UTC(2040, 0)])('(clock at %d)', (startMs) => {
    runLimiterContract(async () => {
      await server.command('FLUSHALL')
      let nowMs = startMs
      return {
        limiter: createRedisLimiter({ ...quiet(), url: server.url, nowMs: () => nowMs }),
        elapse: (ms) => {
          nowMs += ms
        },
      }
    })
  })
})

function quiet(): Omit<RedisLimiterOptions, 'url'> {
  return { lost: 'closed', local: createMemoryLimiter(() => 0), onChange: () => {}, onDamage: () => {} }
}
