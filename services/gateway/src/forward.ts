import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Config } from '@sluice/config'
import { type EdgeCall, sendError, whenClientGone } from '@sluice/edge'
import type { Limiter } from '@sluice/limits'
import { admit } from '@sluice/pipeline'
import { codecs, defaultProtocol, GatewayError } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import { chooseProtocol, type Registry, type Target } from '@sluice/targets'
import { brokenBodyError, transportError, versionedBaseUrl, withQuery } from '@sluice/upstream'
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware'

/**
 * Headers of a client that the upstream has no business with: its keys, its cookies, its way here, and what was said to
 * this server alone. `transfer-encoding` frames the body, which goes on as it comes.
 */
const withheld =
  /^(authorization|x-api-key|x-goog-api-key|api-key|cookie|forwarded|x-forwarded-.*|x-real-ip|x-sluice-.*|connection|keep-alive|proxy|proxy-.*|te|trailer|upgrade|expect)$/

/** Which of a request's headers stay here: those, and what its sender says in `connection` is meant for this hop alone. */
function withheldOf(headers: IncomingMessage['headers']): readonly string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  // A body that goes on without its framing would read as a request of its own.
  const isHop = (name: string) => named.includes(name) && name !== 'content-length' && name !== 'transfer-encoding'
  return Object.keys(headers).filter((name) => withheld.test(name) || isHop(name))
}

/** Headers of the upstream's answer that say something about the answer; the rest is about the upstream. */
const handedOn = /^(content-.*|transfer-encoding|retry-after|retry-after-ms|x-ratelimit-.*|openai-processing-ms|date)$/

interface ForwardOptions {
  readonly config: Config
  readonly registry: Registry
  readonly limiter: Limiter
}

/** The route of everything that is handed to the upstream unread: authenticate, admit, forward. */
export function createForwarding({
  config,
  registry,
  limiter,
}: ForwardOptions): (call: EdgeCall<'forward'>) => Promise<void> {
  const records = new WeakMap<IncomingMessage, RequestRecord>()
  const target = registry.forwarding
  if (target === undefined) throw new Error('no target takes what is handed on unread')
  const proxy = createProxy(target, records)
  return async (call) => {
    const { request, response, record } = call
    records.set(request, record)
    whenClientGone(response, (error) => record.failed(error))
    const closed = new Promise((resolve) => response.once('close', resolve))
    const caller = call.authenticate()
    record.calledBy(caller.id)
    const lease = await admit(limiter, config, caller, record)
    try {
      if (response.closed) return
      record.routed(target.name)
      record.attempted()
      request.url = call.route.path
      for (const name of withheldOf(request.headers)) delete request.headers[name]
      Object.assign(request.headers, target.credentials.lease(new Set())?.headers)
      call.askForBody()
      await proxy(request, response)
      await closed
      record.answered(response.statusCode)
    } finally {
      lease.release()
    }
  }
}

/**
 * Hands requests to the upstream as they are (embeddings, images, audio, files …), with the server's key. For routes with
 * one target and no replay; the body must not have been read. Streams both ways, keeps connections.
 */
function createProxy(target: Target, records: WeakMap<IncomingMessage, RequestRecord>): RequestHandler {
  const { address, timeouts } = target
  const { version } = codecs[chooseProtocol(defaultProtocol, target)].addresses
  const base = versionedBaseUrl(address.baseUrl, version, address.query)
  const Agent = base.startsWith('https:') ? HttpsAgent : HttpAgent
  return createProxyMiddleware({
    target: base,
    changeOrigin: true,
    // Without an agent every request would open a connection of its own.
    agent: new Agent({ keepAlive: true }),
    proxyTimeout: timeouts.firstByteMs,
    // The target has the version already.
    pathRewrite: (path) => withQuery(path.slice(version.length), address.query),
    on: {
      // Unasked, and without a listener Node tells nobody: the client would wait for ever.
      proxyReq: (outgoing) => {
        outgoing.once('upgrade', (_answer, socket) => {
          socket.destroy()
          outgoing.emit('error', new Error('the upstream switches to another protocol'))
        })
      },
      proxyRes: (answer, request, response) => {
        if (answer.statusCode === 401) return refuse(answer, response, records.get(request), ownKeyRefused())
        if (!isSendable(answer)) return refuse(answer, response, records.get(request), unsendable())
        for (const name of Object.keys(answer.headers)) if (!handedOn.test(name)) delete answer.headers[name]
        // Left out, it would say keep-alive, also while this service drains and to a client that asked for the end.
        answer.headers.connection = isLast(response) ? 'close' : 'keep-alive'
      },
      error: (error, request, response) => {
        if (!('headersSent' in response)) return response.destroy()
        const record = records.get(request)
        const failure = response.headersSent ? brokenBodyError(error) : transportError(error, address.setting)
        record?.failed(failure)
        if (response.headersSent) return response.destroy()
        sendError(response, defaultProtocol, failure, { requestId: record?.requestId ?? '' })
      },
    },
  })
}

/** Whether a connection ends with this response. */
function isLast(response: ServerResponse): boolean {
  return !response.shouldKeepAlive || response.getHeader('connection') === 'close'
}

/** Whether Node sends what its own parser has let in; else it throws where nobody catches. */
function isSendable({ statusCode = 0, statusMessage = '' }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode <= 599 && /^[\t\x20-\x7e\x80-\xff]*$/.test(statusMessage)
}

function unsendable(): GatewayError {
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: 'The upstream answered with a status line that is not valid HTTP.',
  })
}

/** No fault of the client's, whose key was fine, and the upstream's text may quote ours. */
function ownKeyRefused(): GatewayError {
  const message = 'The upstream refuses the key of this server (UPSTREAM_API_KEY).'
  return new GatewayError({ kind: 'upstream-auth', message })
}

/** Answers with an error of ours in place of the upstream's answer. */
function refuse(
  answer: IncomingMessage,
  response: ServerResponse,
  record: RequestRecord | undefined,
  error: GatewayError,
): void {
  record?.failed(error)
  answer.resume()
  sendError(response, defaultProtocol, error, { requestId: record?.requestId ?? '' })
}
