import type { Config } from '@sluice/config'
import type { Caller } from '@sluice/edge'
import { type Admission, gapRule, type Limiter, type LimitRule } from '@sluice/limits'
import { GatewayError } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'

export type Admitted = Extract<Admission, { admitted: true }>

/**
 * Asks the limits for one request of this caller.
 *
 * @throws GatewayError rate-limited with the exact wait; busy when the limits cannot be known and must be.
 */
export async function admit(
  limiter: Limiter,
  config: Config,
  caller: Caller,
  record: RequestRecord,
): Promise<Admitted> {
  const admission = await limiter.admit(rulesFor(config, caller))
  if (admission.admitted) return admission
  const { retryAfterMs } = admission
  if (admission.reason === 'lost') {
    const message = 'Sluice cannot reach the Redis in which it counts limits, and is set to admit nobody meanwhile.'
    throw new GatewayError({ kind: 'busy', message, retryAfterMs })
  }
  const { rule } = admission
  record.limited(rule.name)
  throw new GatewayError({
    kind: 'rate-limited',
    message: `Rate limited by Sluice: ${words[rule.name](rule, config)}. Retry in ${Math.ceil(retryAfterMs / 1000)} s.`,
    retryAfterMs,
    quota: { window: 'minute', unit: 'requests' },
    limit: admission.status,
  })
}

const words = {
  caller: ({ perMinute }) => `this key is allowed ${perMinute} requests per minute`,
  global: ({ perMinute }) => `this gateway is allowed ${perMinute} requests per minute`,
  gap: (_rule, { limits }) => `this gateway takes one request every ${limits.gapMs} ms`,
} satisfies Record<LimitRule['name'], (rule: LimitRule, config: Config) => string>

function rulesFor({ limits }: Config, caller: Caller): readonly LimitRule[] {
  return [
    { name: 'caller', key: `caller:${caller.id}`, perMinute: limits.rpm },
    { name: 'global', key: 'global', perMinute: limits.globalRpm },
    gapRule('global', limits.gapMs),
  ]
}
