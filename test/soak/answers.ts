import type { End, Script } from '../wall/row.ts'
import { faults } from '../wall/upstream-faults.ts'
import { type Way, ways } from '../way.ts'
import type { Random } from './random.ts'
import type { Expected, Generation } from './task.ts'

type Asked = Pick<Generation, 'way' | 'script' | 'expected'>

const words = ['plain', 'naïve', '“quoted”', '日本語', '😀', 'a\nb', 'tab\there', '"q"', '{json}', '100%', 'semi;colon']

/** A text that says over and over whose it is. */
function textFor(marker: string, random: Random): string {
  const count = random.chance(0.1) ? random.whole(200, 1_000) : random.whole(1, 60)
  const said = Array.from({ length: count }, (_, at) => (at % 5 === 0 ? marker : random.pick(words)))
  return said.join(' ')
}

/** Ways to dress and pace an answer that change nothing about what it says. */
const dresses: readonly ((random: Random) => Script)[] = [
  () => ({}),
  () => ({ chunks: 'one' }),
  (random) => ({ chunks: random.pick([7, 100, 1_000]) }),
  (random) => ({ newline: random.pick(['crlf', 'cr']) }),
  () => ({ comments: '' }),
  () => ({ bom: '' }),
  () => ({ reason: '' }),
  () => ({ usage: 'none' }),
  (random) => ({ every: random.whole(1, 50) }),
  (random) => ({ 'first-byte': random.whole(50, 1_500) }),
  (random) => ({ 'first-event': random.whole(50, 1_500) }),
  (random) => ({ 'stall-after': 1, 'stall-ms': random.whole(50, 1_500) }),
]

/** An answer that comes whole, in whatever dress. */
export function cleanAnswer(marker: string, random: Random, pickDress = random.pick(dresses)): Asked {
  const text = textFor(marker, random)
  const script = { text, events: random.whole(1, 40), ...pickDress(random), key: marker }
  return { way: random.pick(ways), script, expected: { ends: 'complete', text, reason: 'complete' } }
}

/** An answer that fails for good. */
export function failingAnswer(marker: string, random: Random): Asked {
  const fault = random.pick(faults)
  const way = random.pick(ways)
  return { way, script: { ...fault.script, key: marker }, expected: expectedOf(fault, way) }
}

function expectedOf({ when, status, reason }: End, way: Way): Expected {
  const code = typeof status === 'number' ? status : status[way.dialect]
  return { ends: 'failed', when, status: code, reason: reason as Extract<Expected, { ends: 'failed' }>['reason'] }
}

/** What another try mends. */
const passing: readonly Script[] = [
  { status: 503 },
  { status: 500 },
  { status: 429, hint: 'text', 'retry-after': '0.02' },
  { status: 429, hint: 'header', 'retry-after': '0.05' },
  { 'no-answer': 'fin' },
  { 'no-answer': 'rst' },
  { 'error-200': '' },
  { 'garbage-after': 0 },
  { html: 502 },
  { empty: '' },
]

/** An answer that comes at the second or third try. */
export function retriedAnswer(marker: string, random: Random): Asked {
  const asked = cleanAnswer(marker, random, () => ({}))
  return { ...asked, script: { ...asked.script, ...random.pick(passing), 'fail-first': random.whole(1, 2) } }
}

export const stopTag = '</stop>'

/** An answer of many MiB, for one who reads it slowly: the first event comes twice, the second time with a filler. */
export function largeAnswer(marker: string, random: Random, megabytes: number): Asked {
  const way = random.pick(ways)
  // No character that could be cut where the first event ends.
  const text = `${marker} `.repeat(random.whole(1, 100))
  const filler = 'x'.repeat(megabytes * 1024 * 1024)
  // OpenAI's first event has no text yet.
  const first = way.vendor === 'openai' ? '' : text.slice(0, Math.ceil(text.length / 2))
  const whole = first + filler + text
  const script = { text, events: 2, huge: megabytes, key: marker }
  return { way, script, expected: { ends: 'complete', text: whole, reason: 'complete' } }
}

/** An answer of half a second and more. */
export function longAnswer(marker: string, random: Random): Asked {
  return cleanAnswer(marker, random, () => ({ events: random.whole(20, 40), every: random.whole(20, 60) }))
}

/** An answer that a stop tag ends. */
export function taggedAnswer(marker: string, random: Random): Asked {
  const { way, script } = cleanAnswer(marker, random)
  const before = textFor(marker, random)
  const tagged = { ...script, text: `${before}${stopTag} and what nobody may see`, events: random.whole(5, 60) }
  return { way, script: tagged, expected: { ends: 'complete', text: before, reason: 'early_stop' } }
}
