import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { codecs, GatewayError } from '@sluice/protocol'
import type { Target } from '@sluice/targets'
import { outliveFailedWrites, transportError, versionedBaseUrl, withQuery } from '@sluice/upstream'
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware'
import { forwardedProtocol } from './forwarded-protocol.ts'

/** Whom the end of a call is told. */
interface Waiting {
  answered(answer: IncomingMessage): void
  failed(error: GatewayError): void
  /** Asked of each piece of the client's body, as it goes on. */
  sent(bytes: number): void
}

export interface UpstreamCall {
  readonly request: IncomingMessage
  /** Ends the call; its reason is a GatewayError. */
  readonly signal: AbortSignal
  sent(bytes: number): void
}

/**
 * Sends requests on as they come, body and all, and hands back the upstream's answer, unread. The body must not have been
 * read. Streams, keeps connections, never sends anything twice.
 * @throws GatewayError when there is no answer, and the signal's reason.
 */
export function createUpstreamCall(target: Target): (call: UpstreamCall) => Promise<IncomingMessage> {
  const waiting = new WeakMap<object, Waiting>()
  const proxy = createProxy(target, waiting)
  return ({ request, signal, sent }) =>
    new Promise((resolve, reject) => {
      // The proxy cuts the response that it is given when an answer breaks off; the client's own is told why first.
      const watched = new ServerResponse(request)
      waiting.set(watched, { answered: resolve, failed: reject, sent })
      const end = () => {
        reject(signal.reason)
        watched.emit('close')
      }
      signal.addEventListener('abort', end)
      if (signal.aborted) end()
      else void proxy(request, watched)
    })
}

function createProxy(target: Target, waiting: WeakMap<object, Waiting>): RequestHandler {
  const { address, timeouts } = target
  const { version } = codecs[forwardedProtocol(target)].addresses
  const base = versionedBaseUrl(address.baseUrl, version, address.query)
  return createProxyMiddleware({
    target: base,
    changeOrigin: true,
    agent: createAgent(base.startsWith('https:')),
    // The target has the version already.
    pathRewrite: (path) => withQuery(path.slice(version.length), address.query),
    selfHandleResponse: true,
    on: {
      proxyReq(outgoing, request, response) {
        watch(outgoing, timeouts.firstByteMs)
        request.on('data', (chunk: Buffer) => waiting.get(response)?.sent(chunk.length))
      },
      proxyRes: (answer, _request, response) => waiting.get(response)?.answered(answer),
      error: (error, _request, response) => waiting.get(response)?.failed(transportError(error, address.setting)),
    },
  })
}

/** `silenceMs`: longest time in which nothing goes either way; 0 = no limit. */
function watch(outgoing: ClientRequest, silenceMs: number): void {
  // Unasked, and without a listener Node tells nobody: the client would wait for ever.
  outgoing.once('upgrade', (_answer, socket) => {
    socket.destroy()
    outgoing.emit('error', new Error('the upstream switches to another protocol'))
  })
  if (silenceMs === 0) return
  outgoing.setTimeout(silenceMs, () => {
    const message = `The upstream said nothing for ${silenceMs / 1000} s (SLUICE_FIRST_BYTE_TIMEOUT_MS).`
    outgoing.destroy(new GatewayError({ kind: 'timeout', message }))
  })
}

/** Without an agent every request would open a connection of its own. */
function createAgent(isTls: boolean): HttpAgent {
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback)
    if (socket) outliveFailedWrites(socket)
    return socket
  }
  return agent
}
