import type { IncomingMessage } from 'node:http'
import { type ClientQuirks, clientQuirks } from '@sluice/protocol'

/** What is known of the client that sent this request. */
export function quirksOf({ headers }: IncomingMessage): ClientQuirks {
  return clientQuirks((name) => {
    const value = headers[name]
    return Array.isArray(value) ? value[0] : value
  })
}
