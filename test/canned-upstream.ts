import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrived, every byte kept. */
export interface CannedRequest {
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** A vendor that sends exactly the bytes that a test gives it, where the simulator's own would not do. */
export interface CannedUpstream {
  readonly url: string
  readonly requests: readonly CannedRequest[]
  close(): Promise<void>
}

/** Starts a server that answers every request, once its body is there, through `answer`. */
export async function startCannedUpstream(
  answer: (response: ServerResponse, request: CannedRequest) => void | Promise<void>,
): Promise<CannedUpstream> {
  const requests: CannedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming)
    const request = { url: incoming.url ?? '', rawHeaders: incoming.rawHeaders, body }
    requests.push(request)
    try {
      await answer(response, request)
    } catch (error) {
      // Told to whoever called: a rejection that nobody handles would end the test run without a word.
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${port}`, requests, close }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The head of an event stream. */
export function beginStream(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' })
}
