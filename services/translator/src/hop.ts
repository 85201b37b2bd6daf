import { matchRoute, type Route, toGatewayError } from '@sluice/edge'
import {
  attempt,
  decodeHopHeaders,
  decodeHopRequestId,
  earlyStopNote,
  encodeErrorNote,
  encodeHopError,
  type GenerateRoute,
  type GenerationCall,
  HOP_ERROR_HEADER,
  type OpenedAnswer,
  openVisit,
  readRequest,
  record,
  type Target,
  type Visit,
} from '@sluice/pipeline'
import { codecs, GatewayError, type JsonObject, type Protocol, versionPrefix } from '@sluice/protocol'
import type { Output } from '@sluice/relay'
import type { Logger, Metrics } from '@sluice/telemetry'
import { BodyPipe, type HopAnswer, type HopBody, type HopCall, type Send, wholeBody } from '@sluice/upstream'
import { countTokens } from './count-tokens.ts'
import { getModel, listModels } from './models.ts'

interface HopOptions {
  readonly metrics: Metrics
  readonly logger: Logger
  readonly google: Send
  readonly route: (call: GenerationCall) => readonly Target[]
  /** In one process the gateway's line says it all. */
  readonly logLevel: 'info' | 'debug'
}

const EMPTY = new Uint8Array(0)

/**
 * The translator as a gateway sees it, in the same process or behind HTTP: the client's own protocol in and out, always
 * streamed, no heartbeats, no early commit, errors with their exact kind in a header. The gateway owns the client.
 */
export function createHop(options: HopOptions): Send {
  return async (call, signal) => {
    const requestId = decodeHopRequestId(call.headers) ?? 'req_unknown'
    const match = matchRoute(call.method, versionPrefix[call.protocol] + call.path, (name) => call.headers[name])
    const visit = openVisit({ requestId, protocol: call.protocol, route: match.name })
    visit.caller = 'gateway'
    try {
      if ('error' in match) throw match.error
      if (match.route.kind === 'generate') return await generate(options, match.route, call, visit, signal)
      const body = await plain(options, match.route, call, signal)
      record(visit, options.metrics, options.logger, options.logLevel)
      return jsonAnswer(200, body, {})
    } catch (thrown) {
      return refuse(options, visit, call.protocol, thrown)
    }
  }
}

async function generate(
  options: HopOptions,
  route: GenerateRoute,
  hop: HopCall,
  visit: Visit,
  signal: AbortSignal,
): Promise<HopAnswer> {
  const read = readRequest(route, bytesOf(hop.body))
  visit.model = read.outline.model
  visit.stream = read.outline.stream
  const call: GenerationCall = {
    ...read,
    ...decodeHopHeaders(hop.headers),
    protocol: route.protocol,
    framing: 'sse',
    signal,
    visit,
  }
  const opened = await attempt(call, options.route(call), options.metrics)
  visit.firstTokenMs = performance.now() - visit.startedAt
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', ...opened.headers },
    body: streamBody(options, opened, call),
  }
}

/** The answer as the hop's stream; what the protocol cannot say goes into notes. Records the request at its end. */
function streamBody(options: HopOptions, { answer }: OpenedAnswer, call: GenerationCall): HopBody {
  const { visit } = call
  const body = new BodyPipe(answer)
  const write = (output: Output | undefined) => {
    if (output !== undefined) body.chunk(toBytes(output))
  }
  answer.follow(() => {
    if (!answer.over) return write(answer.sink.take())
    if (answer.progress.ended === 'early-stop') write(earlyStopNote)
    write(answer.sink.take())
    if (answer.failure === undefined) visit.reason = answer.progress.ended === 'early-stop' ? 'early_stop' : 'complete'
    else write(failureNote(call, answer.failure))
    answer.close()
    visit.usage = answer.progress.usage
    record(visit, options.metrics, options.logger, options.logLevel)
    body.end()
  })
  return body
}

function failureNote({ protocol, visit }: GenerationCall, failure: unknown): string {
  visit.error = toGatewayError(failure)
  const { body } = codecs[protocol].client.encodeError(visit.error, { requestId: visit.requestId })
  return encodeErrorNote(visit.error, body)
}

async function plain({ google }: HopOptions, route: Route, hop: HopCall, signal: AbortSignal): Promise<JsonObject> {
  if (route.kind === 'list-models') return listModels(google, hop.protocol, signal)
  if (route.kind === 'get-model') return getModel(google, hop.protocol, route.model, signal)
  if (route.kind === 'count-tokens') return countTokens(google, route.model, bytesOf(hop.body), signal)
  throw new GatewayError({ kind: 'not-found', message: 'The translator does not serve this address.' })
}

function refuse(
  { metrics, logger, logLevel }: HopOptions,
  visit: Visit,
  protocol: Protocol,
  thrown: unknown,
): HopAnswer {
  const error = toGatewayError(thrown)
  const { status, headers, body } = codecs[protocol].client.encodeError(error, { requestId: visit.requestId })
  visit.error = error
  visit.status = status
  record(visit, metrics, logger, logLevel)
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
