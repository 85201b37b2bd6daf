import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Config } from '@sluice/config'
import { sendError } from '@sluice/edge'
import { versionPrefix } from '@sluice/protocol'
import { transportError, versionedBaseUrl } from '@sluice/upstream'
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware'

/** Headers of a client that the upstream has no business with: its keys, its cookies, its way here. */
const withheld = /^(authorization|x-api-key|x-goog-api-key|api-key|cookie|forwarded|x-forwarded-.*|x-real-ip|x-sluice-.*)$/

/** Headers of the upstream's answer that say something about the answer; the rest is about the upstream. */
const handedOn = /^(content-.*|transfer-encoding|retry-after|retry-after-ms|x-ratelimit-.*|openai-processing-ms|date|connection)$/

/** What the pass-through needs to know of a request, set by the gateway before it. */
export interface ForwardedRequest extends IncomingMessage {
  requestId?: string
}

/**
 * Hands requests to the upstream as they are (embeddings, images, audio, files …), with the server's key. For routes with
 * one target and no replay; the body must not have been read. Streams both ways, keeps connections.
 */
export function createForward(config: Config): RequestHandler<ForwardedRequest, ServerResponse> {
  const { url, apiKey } = config.upstream
  const base = versionedBaseUrl(url, versionPrefix['openai-chat'])
  const Agent = base.startsWith('https:') ? HttpsAgent : HttpAgent
  return createProxyMiddleware<ForwardedRequest, ServerResponse>({
    target: base,
    changeOrigin: true,
    // Without an agent every request would open a connection of its own.
    agent: new Agent({ keepAlive: true }),
    proxyTimeout: config.timeouts.firstByteMs,
    pathRewrite: (path) => withoutKey(path.replace(/^\/v1(?=\/)/, '')),
    on: {
      proxyReq: (outgoing) => {
        for (const name of outgoing.getHeaderNames()) if (withheld.test(name)) outgoing.removeHeader(name)
        if (apiKey !== undefined) outgoing.setHeader('authorization', `Bearer ${apiKey}`)
      },
      proxyRes: (answer) => {
        for (const name of Object.keys(answer.headers)) if (!handedOn.test(name)) delete answer.headers[name]
      },
      error: (error, request, response) => {
        if (!('headersSent' in response)) return response.destroy()
        if (response.headersSent) return response.destroy()
        sendError(response, 'openai-chat', transportError(error, 'UPSTREAM_URL'), request.requestId ?? '')
      },
    },
  })
}

/** `?key=` is the client's key for this gateway, not for the upstream. */
function withoutKey(path: string): string {
  const [pathname = '', query] = path.split('?', 2)
  if (query === undefined) return pathname
  const kept = query.split('&').filter((pair) => !pair.startsWith('key='))
  return kept.length > 0 ? `${pathname}?${kept.join('&')}` : pathname
}
