import { type SseMessage, singleDataLine } from './parse.ts'

const LF = 0x0a
const CR = 0x0d

/** A chunk that is one message of one `data` line: what nearly every vendor sends nearly always. */
export function onlyMessage(bytes: Buffer): SseMessage | undefined {
  const { length } = bytes
  const lf = bytes.indexOf(LF)
  const ends = lf === length - 2 ? bytes[length - 1] === LF : lf === length - 3 && endsWithCrlfs(bytes)
  if (!ends) return undefined
  const data = singleDataLine(bytes)
  return data === undefined ? undefined : { data, raw: bytes, plain: true }
}

function endsWithCrlfs(bytes: Buffer): boolean {
  const { length } = bytes
  return bytes[length - 1] === LF && bytes[length - 2] === CR && bytes[length - 4] === CR
}

export function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}

/** Blank lines between messages say nothing. */
export function withoutLeadingLineEnds(raw: Buffer): Buffer {
  let start = 0
  while (raw[start] === LF || raw[start] === CR) start++
  return start === 0 ? raw : raw.subarray(start)
}
