import type { Socket } from 'node:net'
import { burstOf, type Format, type Pieces, piecesOf, wholeOf } from './answers.ts'
import type { Pacing } from './pacing.ts'
import { RequestReader, type VendorRequest } from './request-reader.ts'
import { type Script, scriptIn } from './script.ts'

/** What the mock has done since it started. */
export interface VendorCounts {
  requests: number
  /** Events written to connections that were open. */
  events: number
  /** Answers under way. */
  open: number
}

/** How far from either end of a body its model and its flag are looked for. */
const END_BYTES = 500
const STREAM_ASKED = /"stream": ?true/

const pieces = { 'openai-stream': piecesOf('openai-stream'), 'gemini-stream': piecesOf('gemini-stream') }
const bursts = new Map<string, Buffer>()

/** Serves the requests of one connection. */
export function serve(socket: Socket, pacing: Pacing, counts: VendorCounts): void {
  const reader = new RequestReader()
  let stop: (() => void) | undefined
  socket.setNoDelay(true)
  socket.on('data', (piece) => {
    const request = reader.read(piece)
    if (request !== undefined) stop = answer(socket, request, pacing, counts)
  })
  socket.on('error', () => {})
  socket.on('close', () => stop?.())
}

function answer(
  socket: Socket,
  request: VendorRequest,
  pacing: Pacing,
  counts: VendorCounts,
): (() => void) | undefined {
  const { format, script } = askedFor(request)
  counts.requests++
  if (script.kind === 'burst' || format === 'openai-whole') {
    counts.events += script.events
    socket.write(burst(format, script.events))
    return undefined
  }
  counts.open++
  counts.events++
  if (script.kind === 'paced') return pace(socket, pieces[format], script.events, pacing, counts)
  socket.write(pieces[format].head + pieces[format].event, 'latin1')
  return () => counts.open--
}

function pace(socket: Socket, { head, event, last }: Pieces, events: number, pacing: Pacing, counts: VendorCounts) {
  let left = events - 1
  let open = true
  const tick = () => {
    counts.events++
    socket.write(--left === 0 ? last : event, 'latin1')
    if (left === 0) stop()
  }
  const remove = pacing.add({ tick })
  const stop = () => {
    if (!open) return
    open = false
    counts.open--
    remove()
  }
  socket.write(head + event, 'latin1')
  return stop
}

function askedFor({ head, body }: VendorRequest): { format: Format; script: Script } {
  const path = head.slice(0, head.indexOf('\r\n'))
  if (path.includes(':streamGenerateContent')) return { format: 'gemini-stream', script: scriptIn(path) }
  // The model and the flag stand before the prompt in some bodies and behind it in others.
  const ends = textIn(body)
  return { format: STREAM_ASKED.test(ends) ? 'openai-stream' : 'openai-whole', script: scriptIn(ends) }
}

function textIn(body: Buffer): string {
  if (body.length < 2 * END_BYTES) return body.toString('latin1')
  return body.toString('latin1', 0, END_BYTES) + body.toString('latin1', body.length - END_BYTES)
}

function burst(format: Format, events: number): Buffer {
  const key = `${format} ${events}`
  const bytes = bursts.get(key) ?? (format === 'openai-whole' ? wholeOf(events) : burstOf(format, events))
  bursts.set(key, bytes)
  return bytes
}
