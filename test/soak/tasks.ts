import { corpus } from '../wall/raw/corpus.ts'
import type { Row } from '../wall/raw/row.ts'
import { cleanAnswer, failingAnswer, largeAnswer, longAnswer, retriedAnswer, stopTag, taggedAnswer } from './answers.ts'
import { plainRows } from './plain-rows.ts'
import { createRandom, pickWeighted, type Random } from './random.ts'
import { type Act, type Manners, markerOf, type Task } from './task.ts'
import { pickKey } from './tenants.ts'

export const oddRows: readonly Row[] = Object.values(corpus).flat()

const LEFT_WITHIN_MS = 800
const LONGEST_READ_PAUSE_MS = 100
/** MiB: more than the kernel's buffers between two processes hold. */
const SLOW_READ_MB = 6

interface Kind {
  readonly name: string
  readonly weight: number
  readonly act: (marker: string, random: Random) => Act
}

const kinds: readonly Kind[] = [
  { name: 'clean', weight: 38, act: (marker, random) => asHttp(cleanAnswer(marker, random), random) },
  { name: 'fault', weight: 20, act: (marker, random) => asHttp(failingAnswer(marker, random), random) },
  { name: 'retried', weight: 6, act: (marker, random) => asHttp(retriedAnswer(marker, random), random) },
  {
    name: 'stop tag',
    weight: 6,
    act: (marker, random) => ({
      ...asHttp(taggedAnswer(marker, random), random),
      headers: { 'x-sluice-stop-tags': JSON.stringify([stopTag]) },
    }),
  },
  { name: 'left', weight: 14, act: leaving },
  { name: 'slow reader', weight: 2, act: slowlyRead },
  { name: 'sdk', weight: 8, act: throughSdk },
  { name: 'odd bytes', weight: 3, act: (_, random) => ({ client: 'raw', row: random.whole(0, oddRows.length - 1) }) },
  { name: 'plain', weight: 3, act: (_, random) => ({ client: 'plain', row: random.whole(0, plainRows.length - 1) }) },
]

export const kindNames: readonly string[] = kinds.map(({ name }) => name)

/** The request of this number. */
export function taskOf(seed: number, index: number): Task {
  const random = createRandom(seed, index)
  const marker = markerOf(seed, index)
  const kind = pickWeighted(kinds, random)
  return {
    index,
    kind: kind.name,
    requestId: `soak-${index}`,
    marker,
    key: pickKey(random),
    act: kind.act(marker, random),
  }
}

type Asked = ReturnType<typeof cleanAnswer>

function asHttp(asked: Asked, random: Random): Extract<Act, { client: 'http' }> {
  const manners: Manners = {
    connection: random.chance(0.6) ? 'kept' : 'new',
    sending: random.chance(0.8) ? 'whole' : random.pick(['chunked', 'dribbled']),
    readPauseMs: random.chance(0.1) ? random.whole(1, 20) : 0,
  }
  return { client: 'http', ...asked, headers: {}, manners }
}

function leaving(marker: string, random: Random): Act {
  const asked = random.chance(0.8) ? longAnswer(marker, random) : failingAnswer(marker, random)
  const act = asHttp({ ...asked, expected: { ends: 'left' } }, random)
  const leave = { afterMs: random.whole(0, LEFT_WITHIN_MS), how: random.pick(['fin', 'rst'] as const) }
  return { ...act, manners: { ...act.manners, leave } }
}

function slowlyRead(marker: string, random: Random): Act {
  const act = asHttp(largeAnswer(marker, random, SLOW_READ_MB), random)
  return { ...act, manners: { ...act.manners, readPauseMs: random.whole(20, LONGEST_READ_PAUSE_MS) } }
}

/** The SDKs show thoughts as warnings, and have no JSON array. */
function throughSdk(marker: string, random: Random): Act {
  const asked = random.chance(0.7) ? cleanAnswer(marker, random) : failingAnswer(marker, random)
  const { reason: _thoughts, ...script } = asked.script
  const way = asked.way.framing === 'json-array' ? { ...asked.way, framing: 'sse' as const } : asked.way
  return { client: 'sdk', ...asked, script, way, headers: {} }
}
