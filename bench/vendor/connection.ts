import type { Socket } from 'node:net'
import { burstOf, type Format, type Pieces, piecesOf, type StreamFormat, wholeOf } from './answers.ts'
import type { Pacing } from './pacing.ts'
import { RequestReader, type VendorRequest } from './request-reader.ts'
import { type Script, scriptIn } from './script.ts'

/** What the mock has done since it started. */
export interface VendorCounts {
  requests: number
  /** Events written to connections that were open. */
  events: number
  /** Paced answers under way. */
  open: number
}

/** How far from either end of a body its model and its flag are looked for. */
const END_BYTES = 500
const STREAM_ASKED = /"stream": ?true/

const pieces: Readonly<Record<StreamFormat, Pieces>> = {
  'openai-sse': piecesOf('openai-sse'),
  'gemini-sse': piecesOf('gemini-sse'),
  'gemini-array': piecesOf('gemini-array'),
}
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

/** Answers, or begins to; the function returned ends what goes on. */
function answer(socket: Socket, request: VendorRequest, pacing: Pacing, counts: VendorCounts) {
  const { format, script } = askedFor(request)
  counts.requests++
  if (script.kind === 'paced' && format !== 'openai-whole') {
    return pace(socket, pieces[format], script.events, pacing, counts)
  }
  const held = script.kind === 'hold' && format !== 'openai-whole'
  counts.events += held ? 1 : script.events
  socket.write(held ? pieces[format].first : burst(format, script.events), 'latin1')
  return undefined
}

function pace(socket: Socket, { first, event, last }: Pieces, events: number, pacing: Pacing, counts: VendorCounts) {
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
  counts.open++
  counts.events++
  socket.write(first, 'latin1')
  return stop
}

function askedFor({ head, body }: VendorRequest): { format: Format; script: Script } {
  const target = head.slice(0, head.indexOf('\r\n'))
  if (target.includes(':streamGenerateContent')) {
    return { format: target.includes('alt=sse') ? 'gemini-sse' : 'gemini-array', script: scriptIn(target) }
  }
  const ends = endsOf(body)
  return { format: STREAM_ASKED.test(ends) ? 'openai-sse' : 'openai-whole', script: scriptIn(ends) }
}

/** The model and the flag stand before the prompt in some bodies and behind it in others. */
function endsOf(body: Buffer): string {
  if (body.length < 2 * END_BYTES) return body.toString('latin1')
  return body.toString('latin1', 0, END_BYTES) + body.toString('latin1', body.length - END_BYTES)
}

function burst(format: Format, events: number): Buffer {
  const key = `${format} ${events}`
  const bytes = bursts.get(key) ?? (format === 'openai-whole' ? wholeOf(events) : burstOf(format, events))
  bursts.set(key, bytes)
  return bytes
}
