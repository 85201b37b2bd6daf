import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { play } from './play.ts'
import { Recorder } from './recorder.ts'
import { type Reply, wholeReply } from './reply.ts'
import type { RecordedRequest, Signal, Simulator, SimulatorOptions } from './simulator.ts'

const defaults = { host: '127.0.0.1', keepAliveMs: 60_000 }
const limits = { bodyBytesMax: 256 * 1024 * 1024 }

/** Builds the reply to one complete request. Synchronous: nothing is played before it is wholly known. */
export type Answerer = (request: RecordedRequest) => Reply

/** Starts a server that records every request and plays the replies of `answer`. Raises what `listen` raises. */
export async function createSimulator(options: SimulatorOptions, answer: Answerer): Promise<Simulator> {
  const recorder = new Recorder(options.record ?? true)
  const server = createServer((incoming, response) => {
    void serve(incoming, response, recorder, answer)
  })
  server.keepAliveTimeout = options.keepAliveMs ?? defaults.keepAliveMs
  server.requestTimeout = 0
  if (options.keepAliveMs === 0) server.maxRequestsPerSocket = 1
  server.on('connection', (socket) => recorder.connect(socket))
  const host = options.host ?? defaults.host
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, () => resolve())
  })
  return recorder.simulator(server, host)
}

async function serve(incoming: IncomingMessage, response: ServerResponse, recorder: Recorder, answer: Answerer) {
  const body = await readBody(incoming)
  if (body === undefined) return response.destroy()
  const record = recorder.begin(incoming, body)
  const peer = { isGone: false, onGone: () => {} }
  response.once('close', () => {
    peer.isGone = true
    peer.onGone()
  })
  const stage = { response, record, peer, signal: (name: Signal) => recorder.signal(name, record) }
  recorder.end(record, await play(stage, answerSafely(answer, record)))
}

/** The whole body; `undefined` when the peer left meanwhile or sent more than the limit. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of incoming as AsyncIterable<Buffer>) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > limits.bodyBytesMax) return undefined
    }
  } catch {
    return undefined
  }
  return Buffer.concat(pieces, bytes)
}

/** A defect of the simulator itself, told to whoever called, because a server that dies takes every other test along. */
function answerSafely(answer: Answerer, record: RecordedRequest): Reply {
  try {
    return answer(record)
  } catch (error) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return wholeReply(500, JSON.stringify({ error: { message: `simulator defect: ${trace}` } }))
  }
}
