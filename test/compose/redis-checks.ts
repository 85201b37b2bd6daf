import { equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, chat } from './client.ts'
import type { Report } from './report.ts'
import { docker, type Stack } from './stack.ts'

const RPM = 30
/** Of the refill and of the clock; two gateways that counted apart would admit twice the limit. */
const OVERSHOOT_MAX = 3
/** The most a request may wait for a Redis that does not answer is 100 ms; the rest is the answer itself, on a busy machine. */
const LOST_MS_MAX = 100 + 400
const FOUND_WITHIN_MS = 3_000
const SPACED_MS = 20

/** A limit that two gateways share, and what is left of it without Redis. */
export async function checkRedis(stack: Stack, report: Report): Promise<void> {
  report.section('Redis')
  await stack.up({ SLUICE_RPM: String(RPM) }, '--scale', 'gateway=2')
  await stack.healthy('gateway')
  await sleep(FOUND_WITHIN_MS)

  await report.check('two gateways share one limit', async () => {
    const startedAt = performance.now()
    const statuses = (await ask(stack, RPM * 3)).map(({ status }) => status)
    const refilled = ((performance.now() - startedAt) / 60_000) * RPM
    const admitted = statuses.filter((status) => status === 200).length
    const others = statuses.filter((status) => status !== 200 && status !== 429)
    equal(others.length, 0, `also ${others.join()}`)
    ok(admitted >= RPM && admitted <= RPM + refilled + OVERSHOOT_MAX, `${admitted} admitted of ${RPM} a minute`)
    return `${admitted} admitted of ${RPM} a minute and ${refilled.toFixed(1)} that came back meanwhile`
  })

  await report.check('Redis killed: nobody fails or waits for it', async () => {
    const [redis = ''] = await stack.containers('redis')
    await docker('kill', redis)
    try {
      const answers = await ask(stack, 20)
      const slowest = Math.round(Math.max(...answers.map(({ ms }) => ms)))
      const statuses = new Set(answers.map(({ status }) => status))
      ok(
        [...statuses].every((status) => status === 200 || status === 429),
        [...statuses].join(),
      )
      ok(slowest < LOST_MS_MAX, `the slowest took ${slowest} ms`)
      return `the slowest of 20 took ${slowest} ms`
    } finally {
      await docker('start', redis)
      await stack.healthy('redis')
    }
  })

  await report.check('Redis returned: one limit again', async () => {
    await sleep(FOUND_WITHIN_MS)
    const admitted = (await ask(stack, RPM * 3)).filter(({ status }) => status === 200).length
    ok(admitted >= RPM - 1 && admitted <= RPM + OVERSHOOT_MAX + 2, `${admitted} admitted of ${RPM} a minute`)
    return `${admitted} admitted of ${RPM} a minute`
  })
}

/** So many requests, one shortly after the other, so that both gateways get their part. */
async function ask(stack: Stack, count: number): Promise<readonly Answer[]> {
  const answers: Promise<Answer>[] = []
  for (let sent = 0; sent < count; sent++) {
    answers.push(chat(stack.url, { dialect: 'openai', stream: false }))
    await sleep(SPACED_MS)
  }
  return Promise.all(answers)
}
