/** A longer wait is a broken value, not advice. */
const waitMsMax = 30 * 24 * 3_600_000

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/**
 * Milliseconds of a duration such as `45.8s`, `900ms`, `6m0s` or `1h2m3s`, rounded up; undefined when it is none,
 * negative or longer than 30 days. Source: google.rpc.RetryInfo and the x-ratelimit-reset-* headers of OpenAI.
 */
export function durationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined
  let sum = 0
  for (const [, count, unit = ''] of text.matchAll(/([\d.]+)(ms|[smhd])/g))
    sum += Number(count) * (unitMs.get(unit) ?? 0)
  return sane(sum)
}

/** The wait that an answer's headers ask for, in milliseconds, the most exact header first. */
export function retryAfterFromHeaders(header: (name: string) => string | undefined, nowMs: number): number | undefined {
  const exactMs = number(header('retry-after-ms'))
  if (exactMs !== undefined) return sane(exactMs)
  const retryAfter = header('retry-after')
  const seconds = number(retryAfter)
  if (seconds !== undefined) return sane(seconds * 1000)
  const dateMs = retryAfter === undefined ? Number.NaN : Date.parse(retryAfter)
  if (!Number.isNaN(dateMs)) return sane(Math.max(0, dateMs - nowMs))
  return quotaReset(header)
}

/** The wait that an error's text names, in milliseconds: "Please retry in 12.3s", "try again in 6m0s", "after 20 seconds". */
export function retryAfterFromText(text: string): number | undefined {
  const named =
    /try(?: again)? (?:in|after) ((?:\d+(?:\.\d+)?\s*(?:milliseconds?|ms|seconds?|minutes?|hours?|[smhd])(?![a-z])\s*)+)/i
  const words = named.exec(text)?.[1]?.toLowerCase().replace(/\s+/g, '')
  if (words === undefined) return undefined
  return durationMs(words.replace(/milliseconds?/g, 'ms').replace(/(second|minute|hour)s?/g, (word) => word.charAt(0)))
}

/** These headers come with every answer: only a quota with nothing left says how long to wait. */
function quotaReset(header: (name: string) => string | undefined): number | undefined {
  const waits = ['requests', 'tokens'].map((unit) => {
    const remaining = number(header(`x-ratelimit-remaining-${unit}`)) ?? 0
    return remaining > 0 ? undefined : durationMs(header(`x-ratelimit-reset-${unit}`) ?? '')
  })
  const known = waits.filter((wait) => wait !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/** Whole milliseconds. The thousandths go first: 1.1 s must not become 1101 ms. */
function sane(ms: number): number | undefined {
  return ms >= 0 && ms <= waitMsMax ? Math.ceil(Math.round(ms * 1000) / 1000) : undefined
}
