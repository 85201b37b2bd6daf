import { type Growth, growthsOf, isLeak } from './growth.ts'
import type { Observations } from './observations.ts'
import type { SoakOptions } from './options.ts'
import type { Sample } from './samples.ts'
import type { Remains } from './settle.ts'

export interface Findings {
  readonly options: SoakOptions
  readonly withRedis: boolean
  readonly sent: number
  readonly observations: Observations
  /** Under load, and between two parts of it. */
  readonly samples: readonly Sample[]
  readonly rests: readonly Sample[]
  readonly remains: Remains
  readonly exitCodes: readonly (number | undefined)[]
  /** `sluice_requests_total` of the gateway, by reason. */
  readonly counted: Readonly<Record<string, number>>
}

/** Refused because the event loop lagged: on a busy machine some, not many. */
const SHED_SHARE_MAX = 0.02

/** One line while it runs. */
export function liveLine(sample: Sample, underWay: number, sent: number, { problemCount }: Observations): string {
  const { atMs, rssMb, probes, sockets, lagMs, ownLagMs } = sample
  const clients = sockets.map((one) => `${one?.clients ?? '?'}+${one?.outgoing ?? '?'}`).join('/')
  return [
    `${(atMs / 1000).toFixed(0).padStart(5)} s`,
    `${sent} sent`,
    `${underWay} under way`,
    `rss ${rssMb.map((mb) => mb.toFixed(0)).join('/')} MB`,
    `heap ${probes.map(({ heapMb }) => heapMb.toFixed(1)).join('/')} MB`,
    `sockets ${clients}`,
    `lag ${lagMs.toFixed(0)} ms (own ${ownLagMs.toFixed(0)})`,
    `unexpected ${problemCount}`,
  ].join('  ')
}

/** One line for each rest. */
export function restLine({ atMs, rssMb, probes, sockets }: Sample): string {
  return [
    `${(atMs / 1000).toFixed(0).padStart(5)} s`,
    'at rest',
    `rss ${rssMb.map((mb) => mb.toFixed(0)).join('/')} MB`,
    `heap ${probes.map(({ heapMb }) => heapMb.toFixed(1)).join('/')} MB`,
    `external ${probes.map(({ externalMb, arrayBuffersMb }) => `${externalMb.toFixed(1)} (${arrayBuffersMb.toFixed(1)} buffers)`).join('/')} MB`,
    `sockets ${sockets.map((one) => `${one?.clients ?? '?'}+${one?.outgoing ?? '?'}`).join('/')}`,
  ].join('  ')
}

/** What makes a run fail. */
export function verdict({ observations, samples, rests, sent, counted, exitCodes }: Findings): readonly string[] {
  const shed = Array.from(observations.kinds.values()).reduce((sum, kind) => sum + kind.shed, 0)
  const reasons = observations.ledger.reasons
  return [
    observations.problemCount > 0 && `${observations.problemCount} unexpected outcomes`,
    shed > sent * SHED_SHARE_MAX && `${shed} of ${sent} requests were refused because the event loop lagged`,
    sorted(reasons) !== sorted(counted) && `log and metric differ: ${sorted(reasons)} and ${sorted(counted)}`,
    exitCodes.some((code) => code !== 0) && `exit codes ${exitCodes.join()}`,
    ...growthsOf(samples, rests)
      .filter(isLeak)
      .map((growth) => `grows: ${growthLine(growth)}`),
  ].filter((problem) => problem !== false)
}

export function render(findings: Findings): string {
  const { options, withRedis, sent, observations, samples, rests, remains } = findings
  const { seed, rps, processes, durationMs } = options
  const problems = verdict(findings)
  const lag = [...samples, ...rests].slice(1).map(({ lagMs }) => lagMs)
  const last = rests.at(-1)
  return [
    '',
    `Soak of ${(durationMs / 60_000).toFixed(1)} min, --seed ${seed} --rps ${rps} --processes ${processes}, limits in ${withRedis ? 'Redis' : 'memory'}`,
    '',
    `requests ${sent}, log lines ${observations.logLines}`,
    ...Array.from(
      observations.kinds,
      ([name, { sent: asked, asExpected, limited, shed, unexpected }]) =>
        `  ${name.padEnd(12)} ${asked} sent, ${asExpected} as expected, ${limited} limited, ${shed} shed, ${unexpected} unexpected`,
    ),
    `ends ${sorted(observations.ledger.reasons)}`,
    `left behind: ${remains.activeStreams} active streams, ${remains.openAnswers} open answers, ${remains.placesFree} places free`,
    `sockets: ${remains.sockets.map((one) => JSON.stringify(one)).join(' ')}; idle to vendors: ${remains.vendorConnections}`,
    `event loop: longest stall ${Math.max(0, ...lag).toFixed(0)} ms; /metrics ${((last?.metricsChars ?? 0) / 1000).toFixed(0)} KB`,
    `kept awake by: ${last?.probes.map(({ resources }) => JSON.stringify(resources)).join(' ')}`,
    ...growthsOf(samples, rests).map((growth) => `growth an hour, ${growthLine(growth)}`),
    `changes of Redis: ${observations.redisChanges}`,
    ...(observations.problems.length > 0 ? ['', 'unexpected:'] : []),
    ...observations.problems.map((problem) => `  ${problem}`),
    '',
    problems.length === 0 ? 'OK' : `FAILED: ${problems.join('; ')}`,
  ].join('\n')
}

function growthLine({ name, trend, maxPerHour }: Growth): string {
  if (trend === undefined) return `${name}: too short a run`
  const limit = maxPerHour === undefined ? '' : ` (at most ${maxPerHour})`
  return `${name}: ${trend.slopePerHour.toFixed(1)} ± ${trend.errorPerHour.toFixed(1)}${limit}`
}

const sorted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
