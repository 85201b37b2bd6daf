import { clientGone, type Lifecycle, quirksOf, toGatewayError } from '@sluice/edge'
import { codecs, GatewayError } from '@sluice/protocol'
import { createSink, Reply } from '@sluice/relay'
import type { Arrival, PipelineOptions } from './arrival.ts'
import type { GenerationCall } from './call.ts'
import { commitOf } from './commit.ts'
import type { DecodedCall } from './decode.ts'
import { stopTagsFor } from './read.ts'

/** A running generation with its client: the call to be made and the reply to be written. */
export interface Exchange {
  readonly call: GenerationCall
  readonly reply: Reply
  close(): void
}

/** Starts the clocks of a request that was decoded: heartbeats, total time, the watch over its client. */
export function openExchange(options: PipelineOptions, arrival: Arrival, decoded: DecodedCall): Exchange {
  const { config, lifecycle } = options
  const { record, via } = arrival
  const { protocol, asked } = decoded
  // Before any clock runs: a bad header ends the request here, and nobody would stop the clocks.
  const stopTags = stopTagsFor(config, arrival.request, asked.outline)
  const life = new ExchangeLife(config.timeouts.totalMs, lifecycle)
  const codec = codecs[protocol]
  const client = codec.client.openStream(asked)
  const { framing, requestId } = asked
  const lateErrors = config.lateErrors === 'auto' ? quirksOf(arrival.request).lateErrors : config.lateErrors
  const reply = new Reply({
    response: arrival.response,
    framing,
    sink: createSink({ framing, codec, stream: client, requestId, lateErrors }),
    heartbeat: config.heartbeat,
    stallMs: config.timeouts.idleMs,
    onHeartbeat: () => record.heartbeat(),
    onGone: () => life.end(clientGone()),
    onFault: (error) => life.end(toGatewayError(error)),
  })
  const commitAt = commitOf(config.heartbeat)
  record.relaying()
  const { signal, deadlineAt } = life
  const call: GenerationCall = { ...decoded, client, stopTags, signal, deadlineAt, commitAt, record, via }
  const close = () => {
    life.stop()
    reply.close()
  }
  return { call, reply, close }
}

/** One signal for all that ends a call from outside: its client, its time, the service. */
class ExchangeLife {
  readonly deadlineAt: number | undefined
  readonly #controller = new AbortController()
  readonly #leaveService: () => void
  readonly #timer: NodeJS.Timeout | undefined

  /** `totalMs`: 0 = no limit. */
  constructor(totalMs: number, lifecycle: Lifecycle) {
    this.#leaveService = lifecycle.whenOver((reason) => this.#controller.abort(reason))
    if (totalMs === 0) return
    this.deadlineAt = performance.now() + totalMs
    this.#timer = setTimeout(() => this.#expire(totalMs), totalMs)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(reason: GatewayError): void {
    this.#controller.abort(reason)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#leaveService()
  }

  #expire(totalMs: number): void {
    const message = `The answer took longer than ${totalMs / 1000} s (SLUICE_TOTAL_TIMEOUT_MS).`
    this.end(new GatewayError({ kind: 'timeout', message }))
  }
}
