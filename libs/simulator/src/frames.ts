import type { Content } from './content.ts'
import type { Script } from './script.ts'

/** One event of a stream: its JSON text to be framed, or bytes to be sent as they are. */
export type Message = { readonly data: string } | { readonly raw: Buffer }

const newlines = { lf: '\n', crlf: '\r\n', cr: '\r' }
const byteOrderMark = '\uFEFF'
const megabyte = 1024 * 1024

/** The bytes of every event, one buffer each; the terminal message counts as an event. */
export function createFrames(content: Content, script: Script, errorText: string): Buffer[] {
  const messages = disturb(
    content.messages().map((data) => ({ data })),
    script,
    errorText,
  )
  const mode = script.form === 'array' ? 'array' : content.mode
  const isDone = content.done !== undefined && !script['no-done'] && script['error-after'] === undefined
  if (mode === 'array') return frameArray(messages)
  return frameSse(isDone ? [...messages, { data: content.done }] : messages, script)
}

/** Puts in what the script asks for; positions count the events before. */
function disturb(messages: readonly Message[], script: Script, errorText: string): Message[] {
  const disturbed = [...messages]
  if (script.huge !== undefined) disturbed.splice(1, 0, hugeMessage(disturbed[0], script.huge))
  const garbageAt = script['garbage-after']
  if (garbageAt !== undefined) disturbed.splice(garbageAt, 0, garbage[script.garbage ?? 'json'])
  const errorAt = script['error-after']
  if (errorAt !== undefined) disturbed.splice(errorAt, Number.POSITIVE_INFINITY, errorMessage(script, errorText))
  return disturbed
}

const garbage: Record<NonNullable<Script['garbage']>, Message> = {
  json: { data: '{"choices": [{"delta": {"content": "br' },
  utf8: {
    raw: Buffer.concat([
      Buffer.from('data: "'),
      Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      Buffer.from('"\n\n'),
    ]),
  },
  empty: { data: '{}' },
}

function errorMessage(script: Script, errorText: string): Message {
  if (script['error-form'] === 'bare') return { raw: Buffer.from(`${errorText}\n`) }
  return { data: script['error-form'] === 'array' ? `[${errorText}]` : errorText }
}

/** The first message again, with its longest text blown up: valid for any protocol, whatever its shape. */
function hugeMessage(first: Message | undefined, megabytes: number): Message {
  const data = first !== undefined && 'data' in first ? first.data : '{}'
  const texts = [...data.matchAll(/"(?:text|content)": ?"/g)]
  const at = texts[0] === undefined ? -1 : texts[0].index + texts[0][0].length
  if (at < 0) return { data: `{"filler":"${'x'.repeat(megabytes * megabyte)}"}` }
  return { data: data.slice(0, at) + 'x'.repeat(megabytes * megabyte) + data.slice(at) }
}

function frameSse(messages: readonly Message[], script: Script): Buffer[] {
  const newline = newlines[script.newline ?? 'lf']
  const comment = script.comments ? `: keep-alive${newline}${newline}` : ''
  const start = script.bom ? byteOrderMark : ''
  return messages.map((message, index) =>
    'raw' in message
      ? message.raw
      : Buffer.from(`${index === 0 ? start : ''}${comment}data: ${message.data}${newline}${newline}`),
  )
}

/** What the Gemini API sends without `alt=sse`. */
function frameArray(messages: readonly Message[]): Buffer[] {
  const last = messages.length - 1
  return messages.map((message, index) => {
    const body = 'raw' in message ? message.raw.toString('latin1') : message.data
    return Buffer.from(`${index === 0 ? '[' : ',\r\n'}${body}${index === last ? ']' : ''}`)
  })
}
