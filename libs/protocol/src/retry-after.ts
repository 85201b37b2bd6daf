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

/** `2s`, `900 ms`, `1h2m3s`, `1 minute 30 seconds`; bounded, for a vendor writes it. */
const words = String.raw`(?:\d{1,9}(?:\.\d{1,9})?\s?(?:milliseconds?|ms|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|[smhd])(?![a-z])(?:,? (?:and )?)?){1,6}`

/** Texts that name a wait, the plainest first. Bounded everywhere, so that each is read in linear time. */
const waits: readonly RegExp[] = [
  // "Please retry in 12.3s", "try again after 20 seconds", "will reset after 2s", "reset in 1h2m3s", "wait 5 seconds".
  new RegExp(
    String.raw`\b(?:re)?(?:try|trying|tries|sets?|setting|wait|again|available)\b[^.!?\d]{0,40}?\b(?:in|after|for|wait)\s+(${words})`,
    'i',
  ),
  new RegExp(String.raw`\bwait(?:ing)? (?:at least |about )?(${words})`, 'i'),
  // "in 2 seconds", but not "5 requests in 60 seconds", which is the limit itself.
  new RegExp(String.raw`(?<!\d\s{1,2}[a-z]{1,20} )\b(?:in|after) (${words})`, 'i'),
]

/** The wait that an error's text names, in milliseconds: "Please retry in 12.3s", "reset in 1h2m3s", "in 2 seconds". */
export function retryAfterFromText(text: string): number | undefined {
  for (const wait of waits) {
    const named = wait.exec(text)?.[1]
    const ms = named === undefined ? undefined : durationMs(shortened(named))
    if (ms !== undefined) return ms
  }
  return undefined
}

/** `1 minute and 30 seconds` as `1m30s`. */
function shortened(named: string): string {
  return named
    .toLowerCase()
    .replace(/[\s,]|and/g, '')
    .replace(/milliseconds?/g, 'ms')
    .replace(/(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?)/g, (word) => word.charAt(0))
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
