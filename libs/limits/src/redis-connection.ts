import { Redis, type RedisOptions, type Result } from 'ioredis'
import { decideScript } from './redis-script.ts'

/** Between two tries to connect, evenly spread so that many gateways do not come back as one. */
const RECONNECT_MIN_MS = 200
const RECONNECT_MAX_MS = 600

/** Longest time after a loss until a request may be decided by Redis again, once it is back. */
export const BACK_WITHIN_MS = 1_000

/**
 * The defaults of ioredis keep a request waiting for more than a minute when Redis is down, and for ever when it is
 * frozen. Not here: `commandTimeout`, as the deadline in redis-link.ts is kinder to an event loop that stalls, and
 * `enableAutoPipelining`, which costs a lone decision 78 us in place of 30 and spares 20 at once nothing (13 and 14 us).
 */
const options = {
  // While there is no connection a command fails at once, and nothing is sent a second time: it may have been counted.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 1_000,
  // A connection on which nothing comes back, be it in the handshake, is given up.
  socketTimeout: 1_000,
  // A frozen peer does not take part in closing.
  disconnectTimeout: 100,
  maxLoadingRetryTime: RECONNECT_MAX_MS,
  retryStrategy: () => RECONNECT_MIN_MS + Math.random() * (RECONNECT_MAX_MS - RECONNECT_MIN_MS),
  connectionName: 'sluice',
} satisfies RedisOptions

declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** Count of keys, keys, arguments. */
    sluiceDecide(...args: readonly (string | number)[]): Result<unknown, Context>
  }
}

/**
 * A client that connects in the background and goes on trying until it is disconnected. Its `sluiceDecide` runs the script,
 * and sends it again where the server has forgotten it.
 *
 * @param url redis:// or rediss://; nothing fails here, also when nobody is there.
 */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, options)
  redis.defineCommand('sluiceDecide', { lua: decideScript })
  return redis
}
