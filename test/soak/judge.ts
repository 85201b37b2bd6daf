import { isJsonObject } from '@sluice/protocol'
import { finishesOf, framesOf, textOf, type Way } from '../way.ts'
import type { Seen } from './http-client.ts'
import type { SdkSeen } from './sdk-client.ts'
import { type Expected, type Generation, strangersIn } from './task.ts'

/** What was wrong with an answer; undefined when it came to what it had to. */
export function wrongWith(seen: Seen, { way, expected }: Generation, marker: string): string | undefined {
  const strangers = strangersIn(seen.text, marker)
  if (strangers.length > 0) return `holds the text of others: ${strangers.join()}`
  if (expected.ends === 'left') return undefined
  try {
    return expected.ends === 'complete' ? wrongWithComplete(seen, way, expected) : wrongWithFailed(seen, way, expected)
  } catch (error) {
    return `cannot be read: ${String(error)} in ${inShort(seen.text)}`
  }
}

/** The same for what an SDK gave its caller. */
export function wrongWithSdk(seen: SdkSeen, { expected }: Generation, marker: string): string | undefined {
  const text = 'text' in seen ? seen.text : seen.thrown
  const strangers = strangersIn(text, marker)
  if (strangers.length > 0) return `holds the text of others: ${strangers.join()}`
  if (expected.ends === 'failed') return 'thrown' in seen ? undefined : `no exception, but ${inShort(text)}`
  if (expected.ends === 'left' || ('text' in seen && text === expected.text)) return undefined
  return `${'thrown' in seen ? 'threw' : 'another text:'} ${inShort(text)}`
}

/** A refusal by the gateway itself: the true status, when to come back, and why. */
export function isRefusal({ status, headers, end }: Seen, wanted: number): boolean {
  return status === wanted && end === 'complete' && Number(headers['retry-after']) > 0
}

function wrongWithComplete(
  seen: Seen,
  way: Way,
  { text }: Extract<Expected, { ends: 'complete' }>,
): string | undefined {
  const finishes = finishesOf(way, seen.text)
  const marked = /data: \[DONE\]\s*$/.test(seen.text)
  const wantsMark = way.dialect === 'openai' && way.framing === 'sse'
  if (seen.status !== 200) return `status ${seen.status}: ${inShort(seen.text)}`
  if (seen.end !== 'complete') return `${seen.end} after ${inShort(seen.text)}`
  if (finishes.length !== 1 || !/^stop$/i.test(String(finishes[0]))) return `finishes ${JSON.stringify(finishes)}`
  if (marked !== wantsMark) return marked ? 'an end marker' : 'no end marker'
  const found = textOf(way, seen.text)
  return found === text ? undefined : `another text: ${inShort(found)} in place of ${inShort(text)}`
}

function wrongWithFailed(seen: Seen, way: Way, expected: Extract<Expected, { ends: 'failed' }>): string | undefined {
  if (seen.status !== 200) {
    if (expected.when === 'late' && way.framing !== 'whole') return `status ${seen.status} after output`
    if (seen.status !== expected.status) return `status ${seen.status} in place of ${expected.status}`
    return seen.end === 'complete' && isError(JSON.parse(seen.text)) ? undefined : `no error: ${inShort(seen.text)}`
  }
  // Heartbeats had been sent, and with them the status: a whole answer can then only be cut.
  if (way.framing === 'whole') return seen.end === 'cut' ? undefined : `${seen.end}: ${inShort(seen.text)}`
  if (seen.end !== 'complete') return `${seen.end} after ${inShort(seen.text)}`
  if (seen.text.includes('[DONE]') || finishesOf(way, seen.text).length > 0) return 'an end as if all were well'
  return framesOf(way, seen.text).some(isError) ? undefined : `no error: ${inShort(seen.text)}`
}

const isError = (value: unknown): boolean => isJsonObject(value) && isJsonObject(value.error)

function inShort(text: string): string {
  const short = text.length > 300 ? `${text.slice(0, 150)} … ${text.slice(-150)}` : text
  return JSON.stringify(short)
}
