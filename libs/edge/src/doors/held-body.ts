import type { ServerResponse } from 'node:http'

/** Responses whose clients wait to be asked for the body (`Expect: 100-continue`), with what was to become of their connection. */
const waiting = new WeakMap<ServerResponse, { readonly keepAlive: boolean }>()

/**
 * Lets a client wait with its body until somebody wants it. An answer that comes first ends the connection: nobody could
 * tell whether what follows on it is the body or the next request.
 */
export function holdBody(response: ServerResponse): void {
  waiting.set(response, { keepAlive: response.shouldKeepAlive })
  response.shouldKeepAlive = false
}

/** Whether a client waits with its body: then nothing of it is on its way. */
export function isBodyHeld(response: ServerResponse): boolean {
  return waiting.has(response)
}

/** Tells a client that waits to send its body. */
export function askForBody(response: ServerResponse): void {
  const held = waiting.get(response)
  if (held === undefined) return
  waiting.delete(response)
  response.shouldKeepAlive = held.keepAlive
  response.writeContinue()
}
