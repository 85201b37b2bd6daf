import type { Logger, Metrics } from '@sluice/telemetry'
import type { Limiter } from './limiter.ts'
import { createMemoryLimiter } from './memory-limiter.ts'
import { createRedisLimiter, type LostPolicy } from './redis-limiter.ts'
import type { LinkChange } from './redis-link.ts'

export interface RedisSettings {
  /** Without it counts are kept in this process. */
  readonly url?: string | undefined
  readonly lost: LostPolicy
}

export interface LimiterObservers {
  readonly logger: Pick<Logger, 'info' | 'warn'>
  readonly metrics: Pick<Metrics, 'dependencyUp'>
}

const withoutRedis = {
  local: 'each process counts for itself until it does',
  open: 'requests pass uncounted until it does',
  closed: 'requests that have a limit are refused with 503 until it does',
} satisfies Record<LostPolicy, string>

/** The limiter that the settings ask for. Says once which it is, and then each time Redis is lost or found again. */
export function createLimiter({ url, lost }: RedisSettings, observers: LimiterObservers): Limiter {
  const local = createMemoryLimiter(() => performance.now())
  if (url === undefined) {
    observers.logger.info({ limits: 'memory' }, 'limits are counted in this process (REDIS_URL is not set)')
    return local
  }
  // Without user and password.
  const redis = new URL(url).host
  return createRedisLimiter({
    url,
    lost,
    local,
    onChange: (change) => tell(change, { limits: 'redis', redis, lost }, observers),
    onDamage: (keys) =>
      observers.logger.warn({ redis, keys }, 'keys of limits in Redis held something else and were reset'),
  })
}

interface About {
  readonly limits: 'redis'
  readonly redis: string
  readonly lost: LostPolicy
}

function tell(change: LinkChange, about: About, { logger, metrics }: LimiterObservers): void {
  metrics.dependencyUp('redis', change.up)
  if (!change.up) {
    logger.warn({ ...about, cause: change.cause }, `Redis does not answer: ${withoutRedis[about.lost]}`)
  } else if (change.lostForMs === undefined) {
    logger.info(about, 'limits are counted in Redis')
  } else {
    logger.info(
      { ...about, lost_for_ms: Math.round(change.lostForMs) },
      'Redis answers again: limits are counted there',
    )
  }
}
