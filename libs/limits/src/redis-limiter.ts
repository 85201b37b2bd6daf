import { admissionOf, admitted, refusedBy } from './admission.ts'
import { bucketAt, hasRoom } from './gcra.ts'
import type { Admission, Limiter, LimitRule } from './limiter.ts'
import { BACK_WITHIN_MS, connectRedis } from './redis-connection.ts'
import { createRedisLink, type LinkChange } from './redis-link.ts'
import { decodeScriptAnswer, redisKeyOf, type ScriptAnswer } from './redis-script.ts'

/** What is done without Redis: count here, admit all, or refuse all. */
export type LostPolicy = 'local' | 'open' | 'closed'

export interface RedisLimiterOptions {
  /** redis:// or rediss://, with user and password where Redis wants them. */
  readonly url: string
  readonly lost: LostPolicy
  /** Decides under the policy `local`. Closed with this limiter. */
  readonly local: Limiter
  readonly onChange: (change: LinkChange) => void
  /** So many keys held something that is no limit; they were reset. */
  readonly onDamage: (keys: number) => void
  /** In place of the clock of Redis, for tests. */
  readonly nowMs?: () => number
}

/** So many that the probe, alone with its key, is never refused. */
const probeRule: LimitRule = { name: 'global', key: 'probe', perMinute: 1_000_000 }

/** A limiter that shares its counts with all that use the same Redis. Connects in the background. */
export function createRedisLimiter(options: RedisLimiterOptions): Limiter {
  const redis = connectRedis(options.url)
  const ask = async (rules: readonly LimitRule[]): Promise<ScriptAnswer> => {
    const nowMs = options.nowMs === undefined ? '' : Math.floor(options.nowMs())
    const limits = rules.flatMap(({ perMinute, burst = perMinute }) => [perMinute, burst])
    const answer = await redis.sluiceDecide(rules.length, ...rules.map(redisKeyOf), nowMs, ...limits)
    return decodeScriptAnswer(answer, rules.length)
  }
  const link = createRedisLink({ redis, probe: () => ask([probeRule]), onChange: options.onChange })
  const decideWithout = policies[options.lost](options.local)
  return {
    admit: async (rules) => {
      const applied = rules.filter(({ perMinute }) => perMinute > 0)
      if (applied.length === 0) return admitted(undefined)
      const answer = await link.ask(() => ask(applied))
      if (answer === undefined) return decideWithout(applied)
      if (answer.damagedKeys > 0) options.onDamage(answer.damagedKeys)
      return admissionFrom(answer, applied)
    },
    close: async () => {
      link.close()
      await options.local.close()
    },
  }
}

type Decide = (rules: readonly LimitRule[]) => Promise<Admission>

const policies = {
  local: (local) => (rules) => local.admit(rules),
  open: () => async () => admitted(undefined),
  closed: () => async () => ({ admitted: false, reason: 'lost', retryAfterMs: BACK_WITHIN_MS, status: undefined }),
} satisfies Record<LostPolicy, (local: Limiter) => Decide>

function admissionFrom(answer: ScriptAnswer, rules: readonly LimitRule[]): Admission {
  const decided = rules.map((rule, index) => {
    // Waits and what remains follow from the level alone, whatever the clock says.
    return { rule, bucket: { ...bucketAt(undefined, rule, 0), lacking: answer.lacking[index] ?? 0 } }
  })
  return answer.admitted ? admissionOf(decided) : refusedBy(decided.filter(({ bucket }) => !hasRoom(bucket)))
}
