import { escapeLineSeparators, type Frame, type Passed } from '@sluice/protocol'
import type { IncomingStreamMessage } from './transcoder.ts'

/** The message as a frame, for framings in which its bytes cannot pass. */
export function sameFrame(message: IncomingStreamMessage, passed: Passed): Frame {
  const reframed = message.bare || message.data.includes('\n')
  if (!reframed) return new MessageFrame(message, passed)
  const { json } = passed
  return { data: json ? escapeLineSeparators(JSON.stringify(json)) : message.data, event: message.event, json }
}

/** Most messages pass as bytes: nobody then looks inside, and nothing is parsed. */
class MessageFrame implements Frame {
  readonly data: string
  readonly event: string | undefined
  readonly #passed: Passed

  constructor({ data, event }: IncomingStreamMessage, passed: Passed) {
    this.data = data
    this.event = event
    this.#passed = passed
  }

  get json() {
    return this.#passed.json
  }
}

/** Comment lines and nothing else, ended: other fields (`id`, `retry`) or a cut line would spoil the next frame. */
export function isComment(raw: Uint8Array): boolean {
  return /^(?::.*\r?\n)+\r?\n$/.test(Buffer.from(raw).toString('latin1'))
}

/**
 * The message's own bytes, unless their framing is one that strict clients refuse: they lose a frame that has a comment
 * or an `id` above it. Nor where the text holds U+FFFD: its bytes may have been no UTF-8, and strict clients refuse all of it.
 */
export function passableBytes(message: IncomingStreamMessage): Uint8Array | undefined {
  const { raw } = message
  if (!raw || message.data.includes('\ufffd')) return undefined
  if (message.plain) return raw
  if (message.bare || message.data.includes('\n')) return undefined
  if (!endsWithBlankLine(raw)) return undefined
  return isOneLine(raw) || !strayLine.test(Buffer.from(raw).toString('latin1')) ? raw : undefined
}

const strayLine = /(?:^|[\r\n])(?!data:|event:)[^\r\n]/

/** Whether the first line end belongs to the blank line that ends the message. */
function isOneLine(raw: Uint8Array): boolean {
  const lf = raw.indexOf(0x0a)
  const cr = raw.indexOf(0x0d)
  return (lf === -1 || lf >= raw.length - 3) && (cr === -1 || cr >= raw.length - 4)
}

function endsWithBlankLine(raw: Uint8Array): boolean {
  const [last, before, third] = [raw[raw.length - 1], raw[raw.length - 2], raw[raw.length - 3]]
  if (last === 0x0a) return before === 0x0a || (before === 0x0d && third === 0x0a)
  return last === 0x0d && before === 0x0d
}
