import type { IncomingMessage } from 'node:http'
import type { Config } from '@sluice/config'
import { clientGone, type EdgeCall, type Lifecycle, type LoadGate, tooLarge, whenClientGone } from '@sluice/edge'
import type { Limiter } from '@sluice/limits'
import { admit } from '@sluice/pipeline'
import { nameSetting, type Registry } from '@sluice/targets'
import { withItsWay } from './forwarded-error.ts'
import { forwardedProtocol } from './forwarded-protocol.ts'
import { withheldOf } from './headers.ts'
import { passAnswer } from './pass-answer.ts'
import { createUpstreamCall } from './upstream-call.ts'

export interface ForwardOptions {
  readonly config: Config
  readonly registry: Registry
  readonly limiter: Limiter
  readonly lifecycle: Lifecycle
  readonly gate: LoadGate
}

type ForwardCall = EdgeCall<'forward'>

/**
 * The route of everything that is handed to the upstream unread: authenticate, admit, forward. What fails before the answer
 * is thrown, for the edge to tell.
 */
export function createForwarding(options: ForwardOptions): (call: ForwardCall) => Promise<void> {
  const { config, registry, limiter, gate } = options
  const target = registry.forwarding
  if (target === undefined) throw new Error('no target takes what is handed on unread')
  const send = createUpstreamCall(target)
  const protocol = forwardedProtocol(target)
  return async (call) => {
    const { request, response, record } = call
    const caller = call.authenticate()
    record.calledBy(caller.id)
    // It occupies the upstream as a generation does.
    const leave = gate.enter()
    const life = new ForwardLife(call, options)
    try {
      const lease = await admit(limiter, config, caller, record)
      try {
        record.routed(target.name)
        request.url = call.route.path
        for (const name of withheldOf(request.headers)) delete request.headers[name]
        request.headers.via = call.via
        Object.assign(request.headers, target.credentials.lease(new Set())?.headers)
        const { signal } = life
        signal.throwIfAborted()
        call.askForBody()
        record.attempted()
        const answer = await send({ request, signal, sent: (bytes) => life.sent(bytes) })
        await passAnswer(answer, { protocol, response, record, signal })
      } catch (error) {
        const named = nameSetting(error, target)
        throw request.method === 'POST' ? withItsWay(named, target.address.setting) : named
      } finally {
        lease.release()
      }
    } finally {
      life.stop()
      leave()
    }
  }
}

/** One signal for all that ends a call from outside: its client, the size of its body, the service. */
class ForwardLife {
  readonly #controller = new AbortController()
  readonly #leaveService: () => void
  readonly #bytesMax: number
  #bytes = 0

  constructor({ request, response }: ForwardCall, { config, lifecycle }: ForwardOptions) {
    this.#bytesMax = config.bodyBytesMax
    this.#leaveService = lifecycle.whenOver((reason) => this.#controller.abort(reason))
    if (response.closed) this.#controller.abort(clientGone())
    else whenClientGone(response, (error) => this.#controller.abort(error))
    if (lengthOf(request) > this.#bytesMax) this.#controller.abort(tooLarge())
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  sent(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#bytesMax) this.#controller.abort(tooLarge())
  }

  stop(): void {
    this.#leaveService()
  }
}

function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0)
}
