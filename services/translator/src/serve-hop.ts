import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Lifecycle, type Route, whenClientGone } from '@sluice/edge'
import type { Protocol } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import { HOP_HEADER } from '@sluice/targets'
import type { HopBody } from '@sluice/upstream'
import type { Hop } from './hop.ts'

/** A gateway's call that came over HTTP: its socket and what the edge read of it. */
interface HopArrival {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly protocol: Protocol
  readonly route: Route
  readonly via: string
  readonly lifecycle: Lifecycle
  readonly record: RequestRecord
  readBody(): Promise<Uint8Array>
}

/** Serves the hop over HTTP: the same calls and answers as in one process. */
export async function serveHop(hop: Hop, arrival: HopArrival): Promise<void> {
  const { request, response, protocol, route, via, lifecycle } = arrival
  // Set first: an error that the edge tells has it too.
  response.setHeader(HOP_HEADER, '1')
  const ended = new AbortController()
  const leaveService = lifecycle.whenOver((reason) => ended.abort(reason))
  response.once('close', leaveService)
  whenClientGone(response, (error) => ended.abort(error))
  const body = request.method === 'POST' ? await arrival.readBody() : undefined
  const answer = await hop({ protocol, route, via, headers: headersOf(request), body }, ended.signal, arrival.record)
  response.writeHead(answer.status, answer.headers)
  await writeBody(answer.body, response)
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value
  return headers
}

/** Resolves when the body is over, whether or not somebody still reads it. */
function writeBody(body: HopBody, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      response.end()
      resolve()
    }
    response.on('drain', () => body.resume())
    body.read({
      chunk: (bytes) => {
        if (!response.closed && !response.write(bytes)) body.pause()
      },
      end,
      fail: end,
    })
  })
}
