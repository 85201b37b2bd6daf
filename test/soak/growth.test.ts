import { describe, expect, it } from '@jest/globals'
import { growthsOf, isLeak } from './growth.ts'
import { createRandom } from './random.ts'
import type { Sample } from './samples.ts'

const REST_EVERY_MS = 20_000
const RESTS = 9

/** The rests of three minutes, with a heap that grows by so much an hour and as much noise as was seen. */
function restsOf(mbPerHour: number): readonly Sample[] {
  const random = createRandom(7)
  return Array.from({ length: RESTS }, (_, at): Sample => {
    const heapMb = 27 + (mbPerHour * at * REST_EVERY_MS) / 3_600_000 + random.next() * 0.2
    const probe = { heapMb, externalMb: 11, arrayBuffersMb: 0.4, delayMaxMs: 1, delayP99Ms: 1, resources: {} }
    const seen = { activeStreams: 0, lagMs: 1, ownLagMs: 1, metricsChars: 1 }
    return { atMs: at * REST_EVERY_MS, rssMb: [300], probes: [probe], sockets: [undefined], ...seen }
  })
}

describe('growth in a soak', () => {
  it.each([0, 10, -50])('of %d MB an hour is none within three minutes', (mbPerHour) => {
    expect(growthsOf([], restsOf(mbPerHour)).filter(isLeak)).toEqual([])
  })

  it('of half a kilobyte a request is one', () => {
    const leaks = growthsOf([], restsOf(72)).filter(isLeak)
    expect(leaks.map(({ name }) => name)).toEqual(['heap at rest, MB'])
  })

  it('is not told from few rests', () => {
    expect(growthsOf([], restsOf(1_000).slice(0, 3)).filter(isLeak)).toEqual([])
  })
})
