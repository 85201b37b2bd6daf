import { type Caller, toGatewayError } from '@sluice/edge'
import { codecs, type Protocol } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import { type Reply, relay } from '@sluice/relay'
import { type Admitted, admit } from './admit.ts'
import type { Arrival, PipelineOptions } from './arrival.ts'
import { attempt } from './attempt/attempt.ts'
import type { OpenedAnswer } from './attempt/attempt-once.ts'
import { decodeCall } from './decode.ts'
import { type Exchange, openExchange } from './exchange.ts'
import { readRequest } from './read.ts'
import { recordAnswer } from './record-answer.ts'

/** One generation, top to bottom. What fails before the first byte is thrown, for the edge to tell. */
export function createPipeline(options: PipelineOptions): (arrival: Arrival) => Promise<void> {
  const { config, limiter, gate, registry } = options
  return async (arrival) => {
    const { record } = arrival
    let exchange: Exchange | undefined
    let leave: (() => void) | undefined
    let lease: Admitted | undefined
    let opened: OpenedAnswer | undefined
    try {
      const caller = authenticate(arrival)
      gate.look()
      const read = await readArrival(arrival)
      // Not before: a client that sends its body slowly, or not at all, would keep others out.
      leave = gate.enter()
      const targets = registry.route(read.outline.model)
      const about = { requestId: arrival.requestId, answerModel: config.answerModel }
      exchange = openExchange(options, arrival, decodeCall(read, targets, about))
      lease = await admit(limiter, config, caller, record)
      exchange.reply.setHeaders(limitHeaders(read.protocol, lease))
      opened = await attempt(exchange.call, targets)
      await relayAnswer(opened, exchange.reply, record)
    } catch (error) {
      await failLate(exchange?.reply, record, error)
    } finally {
      opened?.answer.close()
      exchange?.close()
      lease?.release()
      leave?.()
    }
  }
}

function limitHeaders(protocol: Protocol, { status }: Admitted): Readonly<Record<string, string>> {
  return status === undefined ? {} : codecs[protocol].client.limitHeaders(status)
}

function authenticate({ authenticate, record }: Arrival): Caller {
  const caller = authenticate()
  record.calledBy(caller.id)
  return caller
}

async function readArrival(arrival: Arrival) {
  const read = readRequest(arrival.route, await arrival.readBody())
  arrival.record.asked(read.outline.model, read.outline.stream)
  return read
}

async function relayAnswer(opened: OpenedAnswer, reply: Reply, record: RequestRecord): Promise<void> {
  const { answer, headers } = opened
  record.firstOutput()
  reply.setHeaders(headers)
  try {
    await relay(answer, reply)
  } catch (error) {
    throw opened.named(error)
  } finally {
    recordAnswer(record, answer.progress)
  }
}

/** Tells the client, as truly as the state of its answer still allows. @throws what can still be told as an error. */
async function failLate(reply: Reply | undefined, record: RequestRecord, thrown: unknown): Promise<void> {
  if (!reply?.committed) throw thrown
  const error = toGatewayError(thrown)
  record.failed(error)
  await reply.failLate(error)
}
