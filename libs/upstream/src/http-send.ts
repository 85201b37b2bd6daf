import { type Protocol, versionPrefix } from '@sluice/protocol'
import { Agent, type Dispatcher, request } from 'undici'
import { versionedBaseUrl } from './base-url.ts'
import type { HopAnswer, HopCall, Send } from './hop.ts'
import { createLookup } from './lookup.ts'
import { transportError } from './transport-error.ts'

/** undici's own timers are off: the three of ours are per request and know whom they wait for. */
const agentOptions: Agent.Options = {
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 5_000, lookup: createLookup() },
  // One connection per running answer: a long stream must never make another call wait behind it.
  pipelining: 1,
  // One dead HTTP/2 connection would end every stream on it.
  allowH2: false,
  // Shorter than any server's idle limit we know: a pooled socket that the peer closes as we write costs a call.
  keepAliveTimeout: 4_000,
  maxHeaderSize: 32 * 1024,
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
  readonly agent: Dispatcher
  /** Credentials and other headers of the hop itself. */
  readonly headers: Readonly<Record<string, string>>
}

/** Calls a hop over HTTP. Redirects are not followed: a credential must not travel to another host. */
export function createHttpSend({ setting, advice, baseUrl, agent, headers }: HttpSendOptions): Send {
  const bases = new Map<Protocol, string>()
  const baseOf = (protocol: Protocol): string => {
    const known = bases.get(protocol) ?? versionedBaseUrl(baseUrl, versionPrefix[protocol])
    bases.set(protocol, known)
    return known
  }
  return async (call: HopCall, signal: AbortSignal): Promise<HopAnswer> => {
    try {
      const answer = await request(baseOf(call.protocol) + call.path, {
        method: call.method,
        // Asked for as it is: a compressed stream arrives in lumps, and costs both sides.
        headers: { 'accept-encoding': 'identity', ...call.headers, ...headers },
        body: call.body ?? null,
        dispatcher: agent,
        signal,
      })
      return { status: answer.statusCode, headers: answer.headers, body: answer.body }
    } catch (error) {
      throw signal.aborted ? signal.reason : transportError(error, setting, advice)
    }
  }
}
