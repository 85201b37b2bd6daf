import { hash } from 'node:crypto'
import { FULL_AFTER_MS } from './gcra.ts'
import type { LimitRule } from './limiter.ts'

/**
 * Decides all rules of a request at once, with the arithmetic of gcra.ts: a key holds the moment at which its bucket is
 * full again. Goes by the clock of Redis, so that gateways whose own clocks differ agree.
 *
 * KEYS: one a rule. ARGV: the time in milliseconds, or nothing for the server's; then each rule's requests a
 * minute and how many may come at once.
 * Gives 1 or 0 for admitted, how many keys held something else and were reset, then what each bucket lacks to be full.
 *
 * Seventeen digits bring a double back as it was. A bucket is full a minute after its last charge, so no key need live
 * longer. Whoever else writes to our keys: "nan" is a number to tonumber but differs from itself, and what is no string
 * GET refuses, which pcall gives back as a table.
 */
export const decideScript = `
local MINUTE = ${FULL_AFTER_MS}
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local admitted, damaged, lacking, hasRoom = 1, 0, {}, {}
for i, key in ipairs(KEYS) do
  local perMinute, burst = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local stored = redis.pcall('GET', key)
  local full = type(stored) == 'string' and tonumber(stored) or nil
  if full ~= full then full = nil end
  if stored and not full then
    redis.call('DEL', key)
    damaged = damaged + 1
  end
  lacking[i] = math.min(math.max(math.floor(((full or now) - now) * perMinute + 0.5), 0), burst * MINUTE)
  hasRoom[i] = lacking[i] + MINUTE <= burst * MINUTE
  if not hasRoom[i] then admitted = 0 end
end
for i, key in ipairs(KEYS) do
  if admitted == 1 or not hasRoom[i] then
    lacking[i] = lacking[i] + admitted * MINUTE
    local full = string.format('%.17g', now + lacking[i] / tonumber(ARGV[2 * i]))
    redis.call('SET', key, full, 'PX', MINUTE)
  end
end
return { admitted, damaged, unpack(lacking) }
`

/** One slot for all keys, as a script may touch keys of one slot only, and any two rules may meet in a request. */
const PREFIX = '{sluice}:rpm:'

/** No text of a client gets into a key's name. */
export function redisKeyOf({ name, key }: LimitRule): string {
  return `${PREFIX}${name}:${hash('sha256', key, 'base64url')}`
}

export interface ScriptAnswer {
  readonly admitted: boolean
  readonly damagedKeys: number
  /** A whole number for each rule, in the unit of gcra.ts. */
  readonly lacking: readonly number[]
}

/** @throws Error when this is not what the script answers for so many rules. */
export function decodeScriptAnswer(answer: unknown, rules: number): ScriptAnswer {
  if (!Array.isArray(answer) || answer.length !== rules + 2 || !answer.every(Number.isInteger))
    throw new Error('Redis answered with something else than the limits')
  const [admitted, damagedKeys, ...lacking]: number[] = answer
  return { admitted: admitted === 1, damagedKeys: damagedKeys ?? 0, lacking }
}
