const DAY_MS = 24 * 3_600_000

const pacificClock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/**
 * Milliseconds until Google's daily quotas begin anew (https://ai.google.dev/gemini-api/docs/rate-limits: midnight Pacific
 * time). An hour off on the two days a year on which its clocks change.
 */
export function untilMidnightPacificMs(nowMs: number): number {
  const parts = pacificClock.formatToParts(nowMs)
  const part = (type: 'hour' | 'minute' | 'second') => Number(parts.find((each) => each.type === type)?.value ?? 0)
  const passedS = (part('hour') * 60 + part('minute')) * 60 + part('second')
  return DAY_MS - passedS * 1000
}
