import { type Route, toGatewayError } from '@sluice/edge'
import {
  askedForList,
  askedTarget,
  attempt,
  countTokens,
  decodeCall,
  decodeHopHeaders,
  earlyStopNote,
  encodeErrorNote,
  encodeHopError,
  type GenerateRoute,
  type GenerationCall,
  getModel,
  HOP_ERROR_HEADER,
  listModels,
  type OpenedAnswer,
  readRequest,
  recordAnswer,
} from '@sluice/pipeline'
import { type AnswerModel, codecs, GatewayError, type JsonObject, type Protocol } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import { createSink, type Output } from '@sluice/relay'
import type { Registry } from '@sluice/targets'
import { BodyPipe, type HopAnswer, type HopBody, type HopCall, wholeBody } from '@sluice/upstream'

interface HopOptions {
  readonly answerModel: AnswerModel
  readonly registry: Registry
}

/** A gateway's call whose address was found. */
export interface RoutedCall extends Pick<HopCall, 'protocol' | 'headers' | 'body'> {
  readonly route: Route
  /** The `via` of the calls that it leads to. */
  readonly via: string
}

/** Answers one call of a gateway; never rejects. The record ends with the answer's body. */
export type Hop = (call: RoutedCall, signal: AbortSignal, record: RequestRecord) => Promise<HopAnswer>

const EMPTY = new Uint8Array(0)

/**
 * The translator as a gateway sees it, in the same process or behind HTTP: the client's own protocol in and out, always
 * streamed, no heartbeats, no early commit, errors with their exact kind in a header. The gateway owns the client.
 */
export function createHop(options: HopOptions): Hop {
  return async (call, signal, record) => {
    record.calledBy('gateway')
    try {
      if (call.route.kind === 'generate') return await generate(options, call.route, call, record, signal)
      const body = await plain(options, call, record, signal)
      record.ended()
      return jsonAnswer(200, body, {})
    } catch (thrown) {
      return refuse(record, call.protocol, thrown)
    }
  }
}

async function generate(
  options: HopOptions,
  route: GenerateRoute,
  hop: RoutedCall,
  record: RequestRecord,
  signal: AbortSignal,
): Promise<HopAnswer> {
  const read = { ...readRequest(route, bytesOf(hop.body)), framing: 'sse' } as const
  record.asked(read.outline.model, read.outline.stream)
  const targets = options.registry.route(read.outline.model)
  const decoded = decodeCall(read, targets, { requestId: record.requestId, answerModel: options.answerModel })
  const client = codecs[read.protocol].client.openStream(decoded.asked)
  const call: GenerationCall = { ...decoded, ...decodeHopHeaders(hop.headers), client, signal, record, via: hop.via }
  const opened = await attempt(call, targets)
  record.firstOutput()
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', ...opened.headers },
    body: streamBody(opened, call),
  }
}

/** The answer as the hop's stream; what the protocol cannot say goes into notes. The record ends with it. */
function streamBody({ answer, named }: OpenedAnswer, call: GenerationCall): HopBody {
  const { record } = call
  const body = new BodyPipe(answer)
  const { framing, requestId } = call.asked
  const sink = createSink({ framing, codec: codecs[call.protocol], stream: call.client, requestId, lateErrors: 'cut' })
  const write = (output: Output | undefined) => {
    if (output !== undefined) body.chunk(toBytes(output))
  }
  answer.flowInto(sink, () => {
    if (!answer.over) return write(sink.take())
    if (answer.progress.ended === 'early-stop') write(earlyStopNote)
    write(sink.take())
    if (answer.failure !== undefined) write(failureNote(call, named(answer.failure)))
    answer.close()
    recordAnswer(record, answer.progress)
    record.ended()
    body.end()
  })
  return body
}

function failureNote({ protocol, record }: GenerationCall, failure: unknown): string {
  const error = toGatewayError(failure)
  record.failed(error)
  const { body } = codecs[protocol].client.encodeError(error, { requestId: record.requestId })
  return encodeErrorNote(error, body)
}

async function plain(
  { registry }: HopOptions,
  { route, protocol, body, via }: RoutedCall,
  record: RequestRecord,
  signal: AbortSignal,
): Promise<JsonObject> {
  const call = { dialect: protocol, requestId: record.requestId, via }
  if (route.kind === 'list-models') return listModels(askedForList(registry, record), call, signal)
  if (route.kind === 'get-model') return getModel(askedTarget(registry, route.model, record), route.model, call, signal)
  if (route.kind === 'count-tokens') {
    const target = askedTarget(registry, route.model, record)
    return (await countTokens(target, route.model, bytesOf(body), call, signal)).body
  }
  throw new GatewayError({ kind: 'not-found', message: 'The translator does not serve this address.' })
}

function refuse(record: RequestRecord, protocol: Protocol, thrown: unknown): HopAnswer {
  const error = toGatewayError(thrown)
  const { status, headers, body } = codecs[protocol].client.encodeError(error, { requestId: record.requestId })
  record.failed(error)
  record.answered(status)
  record.ended()
  return jsonAnswer(status, body, { ...headers, [HOP_ERROR_HEADER]: encodeHopError(error) })
}

function jsonAnswer(status: number, body: JsonObject, headers: Readonly<Record<string, string>>): HopAnswer {
  const bytes = Buffer.from(JSON.stringify(body))
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: wholeBody(bytes) }
}

function bytesOf(body: HopCall['body']): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : (body ?? EMPTY)
}

function toBytes(output: Output): Uint8Array {
  return typeof output === 'string' ? Buffer.from(output) : output
}
