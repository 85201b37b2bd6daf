import { type EdgeCall, toGatewayError } from '@sluice/edge'
import { GatewayError, type JsonObject } from '@sluice/protocol'
import type { Logger, Metrics } from '@sluice/telemetry'
import { answerError } from './answer-error.ts'
import { record } from './record.ts'
import { openVisit, type Visit } from './visit.ts'

/** A request that is answered with one small JSON object: model lists, token counts. */
type PlainArrival = Pick<EdgeCall, 'response' | 'dialect' | 'routeName' | 'requestId' | 'authenticate'>

export interface PlainAnswer {
  readonly body: JsonObject
  readonly headers?: Readonly<Record<string, string>>
}

interface PlainOptions {
  readonly metrics: Metrics
  readonly logger: Logger
}

/** Work of a plain request; its signal is aborted when the client leaves. */
type PlainWork = (visit: Visit, signal: AbortSignal) => Promise<PlainAnswer>

/** Runs a plain request: accept, authenticate, work, answer, record. */
export function createPlain({
  metrics,
  logger,
}: PlainOptions): (arrival: PlainArrival, work: PlainWork) => Promise<void> {
  return async (arrival, work) => {
    const { response, dialect, requestId } = arrival
    const visit = openVisit({ requestId, protocol: dialect, route: arrival.routeName })
    const gone = new AbortController()
    response.once('close', () => {
      if (response.writableFinished) return
      gone.abort(new GatewayError({ kind: 'client-gone', message: 'The client closed the connection.' }))
    })
    try {
      visit.caller = arrival.authenticate().id
      const { body, headers } = await work(visit, gone.signal)
      const text = JSON.stringify(body)
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
        ...headers,
      })
      response.end(text)
    } catch (error) {
      answerError(response, visit, toGatewayError(error))
    }
    record(visit, metrics, logger)
  }
}
