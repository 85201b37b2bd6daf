import { type Caller, toGatewayError } from '@sluice/edge'
import { type Reply, relay } from '@sluice/relay'
import { admit, type Lease, limitHeaders } from './admit.ts'
import { answerError } from './answer-error.ts'
import type { Arrival, PipelineOptions } from './arrival.ts'
import { attempt, type OpenedAnswer } from './attempt.ts'
import { type Exchange, openExchange } from './exchange.ts'
import { readRequest } from './read.ts'
import { record } from './record.ts'
import { openVisit, type Visit } from './visit.ts'

/** One generation, top to bottom. */
export function createPipeline(options: PipelineOptions): (arrival: Arrival) => Promise<void> {
  const { config, metrics, logger, limiter, gate, route } = options
  return async (arrival) => {
    const visit = openVisit({
      requestId: arrival.requestId,
      protocol: arrival.route.protocol,
      route: arrival.routeName,
    })
    let exchange: Exchange | undefined
    let leave: (() => void) | undefined
    let lease: Lease | undefined
    let opened: OpenedAnswer | undefined
    try {
      const caller = authenticate(arrival, visit)
      leave = gate.enter()
      const read = await readArrival(arrival, visit)
      exchange = openExchange(options, arrival, read, visit)
      const targets = route(exchange.call)
      lease = await admit(limiter, config, caller, metrics)
      exchange.reply.setHeaders(limitHeaders(lease.status))
      opened = await attempt(exchange.call, targets, metrics)
      await relayAnswer(opened, exchange.reply, visit)
    } catch (error) {
      await fail(arrival, exchange?.reply, visit, error)
    } finally {
      opened?.answer.close()
      exchange?.close()
      lease?.release()
      leave?.()
      record(visit, metrics, logger)
    }
  }
}

function authenticate(arrival: Arrival, visit: Visit): Caller {
  const caller = arrival.authenticate()
  visit.caller = caller.id
  return caller
}

async function readArrival(arrival: Arrival, visit: Visit) {
  const read = readRequest(arrival.route, await arrival.readBody())
  visit.model = read.outline.model
  visit.stream = read.outline.stream
  return read
}

async function relayAnswer({ answer, headers }: OpenedAnswer, reply: Reply, visit: Visit): Promise<void> {
  visit.firstTokenMs = performance.now() - visit.startedAt
  reply.setHeaders(headers)
  try {
    await relay(answer, reply)
  } finally {
    visit.usage = answer.progress.usage
  }
  visit.reason = answer.progress.ended === 'early-stop' ? 'early_stop' : 'complete'
}

/** Tells the client, as truly as the state of its answer still allows. */
async function fail(arrival: Arrival, reply: Reply | undefined, visit: Visit, thrown: unknown): Promise<void> {
  const error = toGatewayError(thrown)
  if (reply?.committed) {
    visit.error = error
    return reply.failLate(error)
  }
  reply?.close()
  answerError(arrival.response, visit, error)
}
