import type { EndReason } from './end-reason.ts'
import { createInstruments, type Instruments } from './instruments.ts'
import { createModelLabels, OTHER, statusLabel } from './labels.ts'

/** One request at its end. */
export interface RequestSample {
  readonly protocol: string
  /** As the client wrote it; empty when it is not known. */
  readonly model: string
  readonly target: string
  /** HTTP status that the client saw; 499 when it left. */
  readonly status: number
  readonly reason: EndReason
  readonly durationMs: number
  readonly firstTokenMs?: number | undefined
  readonly overheadMs?: number | undefined
  /** Unknown counts are absent, never zero. */
  readonly usage?: TokenCounts | undefined
}

interface TokenCounts {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  readonly cachedInputTokens?: number | undefined
  readonly reasoningTokens?: number | undefined
}

/** Which limit refused: a key's own, the gateway's, or the least time between two requests. */
export type LimitName = 'caller' | 'global' | 'gap'

/** What a service counts. No method throws, whatever it is given: counting must not fail a request. */
export interface Metrics {
  requestEnded(sample: RequestSample): void
  heartbeat(protocol: string): void
  earlyStop(protocol: string): void
  retry(cause: string): void
  retryWaited(ms: number): void
  streamStarted(): void
  streamEnded(): void
  limited(limit: LimitName): void
  /** `field`: of a closed set; undefined for one beyond it. */
  dropped(field: string | undefined): void
  dependencyUp(name: string, up: boolean): void
  /** The text that Prometheus scrapes. */
  render(): Promise<string>
  readonly contentType: string
}

const tokenTypes = {
  inputTokens: 'input',
  outputTokens: 'output',
  cachedInputTokens: 'cached',
  reasoningTokens: 'reasoning',
} as const satisfies Record<keyof TokenCounts, string>

const tokenTypeNames = Object.entries(tokenTypes) as readonly [keyof TokenCounts, string][]

/** Metrics of one service, in a registry of their own, each labelled with the service's name. */
export function createMetrics(service: string): Metrics {
  const { registry, ...instruments } = createInstruments(service)
  const modelLabel = createModelLabels()
  return {
    requestEnded: (sample) => countRequest(instruments, { ...sample, model: modelOf(sample, modelLabel) }),
    heartbeat: (protocol) => instruments.heartbeats.inc({ protocol }),
    earlyStop: (protocol) => instruments.earlyStops.inc({ protocol }),
    retry: (cause) => instruments.retries.inc({ cause }),
    retryWaited: (ms) => {
      if (isCount(ms)) instruments.retryWait.inc(ms / 1000)
    },
    streamStarted: () => instruments.activeStreams.inc(),
    streamEnded: () => instruments.activeStreams.dec(),
    limited: (limit) => instruments.limited.inc({ limit }),
    dropped: (field = OTHER) => instruments.dropped.inc({ field }),
    dependencyUp: (name, up) => instruments.dependencyUp.set({ name }, up ? 1 : 0),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** Clients make model names up; a target has answered to one whose request came to a good end. */
function modelOf({ model, reason }: RequestSample, label: ReturnType<typeof createModelLabels>): string {
  return label(model, reason === 'complete' || reason === 'early_stop')
}

function countRequest(instruments: Instruments, sample: RequestSample): void {
  const { protocol, model, target, status, reason, durationMs, firstTokenMs, overheadMs, usage } = sample
  instruments.requests.inc({ protocol, model, target, status: statusLabel(status), reason })
  if (isCount(durationMs)) instruments.duration.observe({ protocol, target }, durationMs / 1000)
  if (isCount(firstTokenMs)) instruments.firstToken.observe({ protocol, target }, firstTokenMs / 1000)
  if (isCount(overheadMs)) instruments.overhead.observe({ protocol, target }, overheadMs / 1000)
  if (usage) countTokens(instruments, usage, { model, target })
}

function countTokens({ tokens }: Instruments, usage: TokenCounts, labels: { model: string; target: string }): void {
  for (const [name, type] of tokenTypeNames) {
    const count = usage[name]
    if (isCount(count)) tokens.inc({ ...labels, type }, count)
  }
}

/** What a counter takes; vendors have sent negative and fractional numbers, and strings. */
function isCount(value: number | undefined): value is number {
  return Number.isFinite(value) && Number(value) >= 0
}
