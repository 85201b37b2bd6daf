const LF = 0x0a
const CR = 0x0d

/** One message of an event stream, or text between messages that was no SSE at all. */
export interface SseMessage {
  /** The data lines, joined with LF; '' for a message of comments or other fields only. */
  readonly data: string
  readonly event?: string | undefined
  /** `data` holds lines that are no SSE field: a bare JSON line, a pretty-printed body, a body that is no stream at all. */
  readonly bare?: boolean | undefined
  /** The bytes are one `data` line and its blank line, and nothing else. */
  readonly plain?: boolean
  /** The message's own bytes, its blank line included. Valid until the next `push`. */
  readonly raw: Uint8Array
}

/** What one message holds. */
export interface ParsedMessage {
  readonly messages: readonly SseMessage[]
  /** It has a `data` line. */
  readonly hasData: boolean
  /** Its lines of names that the standard does not know; such lines say nothing in an event stream. */
  readonly unknown: string
}

/** Reads the bytes of one message (everything up to and including its blank line). */
export function parseMessage(raw: Buffer, bareText: boolean): ParsedMessage {
  const single = singleDataLine(raw)
  if (single !== undefined) return { messages: [{ data: single, raw }], hasData: true, unknown: '' }
  const data: string[] = []
  const others: string[] = []
  let event: string | undefined
  let failure: string | undefined
  for (const line of raw.toString('utf8').split(/\r\n|\n|\r/)) {
    const { name, value } = fieldOf(line)
    if (name === 'data') data.push(value)
    else if (name === 'event') event = value
    else if (name === 'error' && isJsonText(value)) failure = value
    else if (name !== 'other') others.push(line)
  }
  const text = others.join('\n')
  const isJson = isJsonText(text)
  const messages: SseMessage[] = []
  if (bareText && isJson) messages.push({ data: text, bare: true, raw })
  if (bareText && failure !== undefined) messages.push({ data: failure, event: 'error', bare: true, raw })
  if (data.length > 0 || messages.length === 0) messages.push({ data: data.join('\n'), event, raw })
  return { messages, hasData: data.length > 0, unknown: isJson ? '' : text }
}

/** Google puts a bare error object between its messages; it begins as JSON does, which no field name can. */
function isJsonText(text: string): boolean {
  return /^\s*[[{]/.test(text)
}

/** The shape of nearly every message: `data: …` on one line and its end. Read without splitting. */
export function singleDataLine(raw: Buffer): string | undefined {
  if (raw.length < 6 || raw[0] !== 0x64 || raw[1] !== 0x61 || raw[2] !== 0x74 || raw[3] !== 0x61 || raw[4] !== 0x3a)
    return
  let end = raw.length
  while (end > 5 && (raw[end - 1] === LF || raw[end - 1] === CR)) end--
  const lf = raw.indexOf(LF)
  const cr = raw.indexOf(CR)
  if ((lf !== -1 && lf < end) || (cr !== -1 && cr < end)) return
  return raw.toString('utf8', raw[5] === 0x20 ? 6 : 5, end)
}

function fieldOf(line: string): { name: 'data' | 'event' | 'error' | 'bare' | 'other'; value: string } {
  const colon = line.indexOf(':')
  const name = colon === -1 ? line : line.slice(0, colon)
  const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
  // `error` is no field of the standard: llama.cpp and GPUStack say there that their answer failed.
  if (name === 'data' || name === 'event' || name === 'error') return { name, value }
  if (line === '' || colon === 0 || name === 'id' || name === 'retry') return { name: 'other', value }
  return { name: 'bare', value }
}
