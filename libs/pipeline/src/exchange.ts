import type { Config } from '@sluice/config'
import { codecs, GatewayError } from '@sluice/protocol'
import { Reply } from '@sluice/relay'
import type { Arrival, PipelineOptions } from './arrival.ts'
import type { GenerationCall } from './call.ts'
import { type ReadRequest, stopTagsFor } from './read.ts'
import type { Visit } from './visit.ts'

/** A running generation with its client: the call to be made and the reply to be written. */
export interface Exchange {
  readonly call: GenerationCall
  readonly reply: Reply
  close(): void
}

/** Starts the clocks of a request that was read: heartbeats, total time, the watch over its client. */
export function openExchange(options: PipelineOptions, arrival: Arrival, read: ReadRequest, visit: Visit): Exchange {
  const { config, metrics, lifecycle } = options
  const { protocol } = arrival.route
  // Before any clock runs: a bad header ends the request here, and nobody would stop the clocks.
  const stopTags = stopTagsFor(config, arrival.request, read.outline)
  const reply = new Reply({
    response: arrival.response,
    client: codecs[protocol].client,
    framing: read.framing,
    requestId: arrival.requestId,
    heartbeat: config.heartbeat,
    lateErrors: lateErrorsFor(config.lateErrors, arrival.request.headers['user-agent']),
    stallMs: config.timeouts.idleMs,
    onHeartbeat: () => {
      visit.heartbeats++
      metrics.heartbeat(protocol)
    },
  })
  const total = startTotalTimer(config.timeouts.totalMs, [reply.gone, lifecycle.over])
  metrics.streamStarted()
  const call: GenerationCall = {
    ...read,
    protocol,
    stopTags,
    signal: total.signal,
    deadlineAt: total.deadlineAt,
    visit,
  }
  const close = () => {
    total.stop()
    reply.close()
    metrics.streamEnded()
  }
  return { call, reply, close }
}

/** SillyTavern's server (node-fetch) shows an error body under a 200; every SDK needs a cut connection to notice. */
function lateErrorsFor(setting: Config['lateErrors'], userAgent: string | undefined): 'cut' | 'body' {
  if (setting !== 'auto') return setting
  return /\bnode-fetch\b/i.test(userAgent ?? '') ? 'body' : 'cut'
}

interface TotalTimer {
  readonly signal: AbortSignal
  readonly deadlineAt: number | undefined
  stop(): void
}

/** One signal for all that ends a call from outside: its client, its time, the service. */
function startTotalTimer(totalMs: number, ends: readonly AbortSignal[]): TotalTimer {
  const controller = new AbortController()
  const message = `The answer took longer than ${totalMs / 1000} s (SLUICE_TOTAL_TIMEOUT_MS).`
  const expire = () => controller.abort(new GatewayError({ kind: 'timeout', message }))
  const timer = totalMs > 0 ? setTimeout(expire, totalMs) : undefined
  const end = () => controller.abort(ends.find((signal) => signal.aborted)?.reason)
  if (ends.some((signal) => signal.aborted)) end()
  for (const signal of ends) signal.addEventListener('abort', end)
  return {
    signal: controller.signal,
    deadlineAt: totalMs > 0 ? performance.now() + totalMs : undefined,
    stop: () => {
      clearTimeout(timer)
      for (const signal of ends) signal.removeEventListener('abort', end)
    },
  }
}
