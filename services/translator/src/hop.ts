import { matchRoute, type Route } from '@sluice/edge'
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
  toGatewayError,
  type Visit,
} from '@sluice/pipeline'
import { codecs, GatewayError, type JsonObject, type Protocol, versionPrefix } from '@sluice/protocol'
import type { Answer, Output } from '@sluice/relay'
import type { Logger, Metrics } from '@sluice/telemetry'
import type { HopAnswer, HopCall, Send } from '@sluice/upstream'
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

async function* streamBody(
  options: HopOptions,
  opened: OpenedAnswer,
  call: GenerationCall,
): AsyncGenerator<Uint8Array> {
  const { answer } = opened
  const { visit } = call
  try {
    while (!answer.over) {
      const output = answer.sink.take()
      if (output !== undefined) yield toBytes(output)
      await answer.pull()
    }
    if (!answer.failure) visit.reason = answer.progress.ended === 'early-stop' ? 'early_stop' : 'complete'
    yield* lastOutput(answer)
    if (answer.failure) throw answer.failure
  } catch (thrown) {
    visit.error = toGatewayError(thrown)
    const { body } = codecs[call.protocol].client.encodeError(visit.error, { requestId: visit.requestId })
    yield Buffer.from(encodeErrorNote(visit.error, body))
  } finally {
    answer.close()
    visit.usage = answer.progress.usage
    if (visit.reason === undefined && visit.error === undefined) visit.reason = 'client_gone'
    record(visit, options.metrics, options.logger, options.logLevel)
  }
}

function* lastOutput({ sink, progress }: Answer): Iterable<Uint8Array> {
  if (progress.ended === 'early-stop') yield Buffer.from(earlyStopNote)
  const output = sink.take()
  if (output !== undefined) yield toBytes(output)
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
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: once(bytes) }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function bytesOf(body: HopCall['body']): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : (body ?? EMPTY)
}

function toBytes(output: Output): Uint8Array {
  return typeof output === 'string' ? Buffer.from(output) : output
}
