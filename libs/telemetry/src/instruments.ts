import { readFileSync } from 'node:fs'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type MetricName, names } from './names.ts'

/** Up to the hour that an answer may take; its first byte may take 600 s. */
const answerBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1200, 1800, 3600]
const overheadBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

export type Instruments = Omit<ReturnType<typeof createInstruments>, 'registry'>

/** Every metric of names.ts, in a registry of its own. */
export function createInstruments(service: string) {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  const counter = <Label extends string>(metric: MetricName<Label>) => new Counter({ ...metric, registers: [registry] })
  const gauge = <Label extends string>(metric: MetricName<Label>) => new Gauge({ ...metric, registers: [registry] })
  const histogram = <Label extends string>(metric: MetricName<Label>, buckets: number[]) =>
    new Histogram({ ...metric, buckets, registers: [registry] })
  gauge(names.buildInfo).set({ version: readVersion(), node: process.version }, 1)
  return {
    registry,
    requests: counter(names.requests),
    duration: histogram(names.duration, answerBuckets),
    firstToken: histogram(names.firstToken, answerBuckets),
    overhead: histogram(names.overhead, overheadBuckets),
    tokens: counter(names.tokens),
    heartbeats: counter(names.heartbeats),
    earlyStops: counter(names.earlyStops),
    retries: counter(names.retries),
    retryWait: counter(names.retryWait),
    activeStreams: gauge(names.activeStreams),
    limited: counter(names.limited),
    dropped: counter(names.dropped),
    dependencyUp: gauge(names.dependencyUp),
  }
}

/** The version of this package, which all packages of Sluice share. */
function readVersion(): string {
  const { version }: { version?: unknown } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return String(version)
}
