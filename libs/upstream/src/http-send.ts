import { codecs, type Protocol } from '@sluice/protocol'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { versionedBaseUrl, withQuery } from './base-url.ts'
import type { HopAnswer, HopCall, Send } from './hop.ts'
import { HttpCall } from './http-call.ts'
import { createLookup } from './lookup.ts'
import { skipContinue } from './skip-continue.ts'
import { transportError } from './transport-error.ts'

/** undici's own timers are off: the three of ours are per request and know whom they wait for. */
const agentOptions: Agent.Options = {
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: createConnector(),
  allowH2: false,
  // One connection per running answer: a long stream must never make another call wait behind it.
  pipelining: 1,
  // Shorter than any server's idle limit we know: a pooled socket that the peer closes as we write costs a call.
  keepAliveTimeout: 4_000,
  maxHeaderSize: 32 * 1024,
}

/** HTTP/1.1 only: one dead HTTP/2 connection would end every stream on it. */
function createConnector(): buildConnector.connector {
  const connect = buildConnector({ timeout: 5_000, lookup: createLookup(), allowH2: false })
  return (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result
      if (error === null) skipContinue(socket)
      callback(...result)
    })
}

/** One pool of connections for a process. */
export function createAgent(): Agent {
  return new Agent(agentOptions)
}

interface HttpSendOptions {
  /** For messages: the setting that names this hop (`UPSTREAM_URL`). */
  readonly setting: string
  /** What else the operator may do when the hop cannot be reached. */
  readonly advice?: string | undefined
  readonly baseUrl: string
  /** What every call's query holds besides, without its `?`. */
  readonly query?: string
  readonly agent: Dispatcher
}

/** Where a protocol's calls go. */
interface Base {
  readonly origin: string
  /** Without a slash at its end. */
  readonly path: string
}

/**
 * Calls a hop over HTTP with the headers of the call, credentials among them. Redirects are not followed: a credential
 * must not travel to another host.
 */
export function createHttpSend({ setting, advice, baseUrl, query = '', agent }: HttpSendOptions): Send {
  const bases = new Map<Protocol, Base>()
  const baseOf = (protocol: Protocol): Base => {
    const known = bases.get(protocol) ?? baseFrom(versionedBaseUrl(baseUrl, codecs[protocol].addresses.version, query))
    bases.set(protocol, known)
    return known
  }
  return (call: HopCall, signal: AbortSignal): Promise<HopAnswer> =>
    new Promise((resolve, reject) => {
      const failed = (error: unknown) => reject(signal.aborted ? signal.reason : transportError(error, setting, advice))
      const { origin, path } = baseOf(call.protocol)
      const request = {
        origin,
        path: withQuery(path + call.path, query),
        method: call.method,
        // Asked for as it is: a compressed stream arrives in lumps, and costs both sides.
        headers: { 'accept-encoding': 'identity', ...call.headers },
        body: call.body ?? null,
      }
      if (signal.aborted) failed(signal.reason)
      else agent.dispatch(request, new HttpCall(signal, { answered: resolve, failed }))
    })
}

function baseFrom(url: string): Base {
  const { origin, pathname } = new URL(url)
  return { origin, path: pathname === '/' ? '' : pathname }
}
