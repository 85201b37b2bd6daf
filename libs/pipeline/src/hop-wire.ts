import { errorKinds, GatewayError, isJsonObject, type Protocol } from '@sluice/protocol'
import type { NoteReader } from '@sluice/relay'
import { encodeMessage } from '@sluice/sse'

/** Carries an error from the translator to the gateway, exactly, beside the body in the client's own dialect. */
export const HOP_ERROR_HEADER = 'x-sluice-internal-error'

/** Event name of what the translator says inside a stream: how it failed, or that it stopped at a tag. */
const NOTE_EVENT = 'sluice-internal'
const EARLY_STOP = 'early-stop'

/** Together below the 32 KiB of head that a hop takes, also where every character becomes nine. */
const MESSAGE_CHARS_MAX = 2_000
const NAME_CHARS_MAX = 400

export function encodeHopError(error: GatewayError): string {
  const { kind, status, retryAfterMs, quota } = error
  const param = error.param?.slice(0, NAME_CHARS_MAX)
  const code = error.code?.slice(0, NAME_CHARS_MAX)
  const message = error.message.slice(0, MESSAGE_CHARS_MAX)
  const vendor = error.vendor !== undefined
  const told = { kind, status, param, code, retryAfterMs, quota, message, vendor }
  return encodeURIComponent(JSON.stringify(told).toWellFormed())
}

/** The error that a hop told, or undefined when the text holds none. `body`: the same error in the client's dialect. */
export function decodeHopError(text: string, body: unknown, protocol: Protocol): GatewayError | undefined {
  const told = parsed(() => JSON.parse(decodeURIComponent(text)))
  if (!isJsonObject(told)) return undefined
  const kind = errorKinds.find((known) => known === told.kind)
  if (kind === undefined) return undefined
  return new GatewayError({
    ...(told as object),
    kind,
    message: String(told.message),
    // The hop that talks to the vendor has tried again as often as it may.
    retryable: false,
    elsewhere: false,
    vendor: told.vendor === true && isJsonObject(body) ? { protocol, body } : undefined,
  })
}

/** How a stream of the hop fails: nothing of it is for the client, the gateway says it in its own way. */
export function encodeErrorNote(error: GatewayError, body: object): string {
  return encodeMessage({ event: NOTE_EVENT, data: JSON.stringify({ error: encodeHopError(error), body }) })
}

/** Precedes the end of a stream that was stopped at a tag: its frames look like any normal end. */
export const earlyStopNote = encodeMessage({ event: NOTE_EVENT, data: JSON.stringify(EARLY_STOP) })

/** Reads the notes of a hop that this protocol's streams come from. */
export function createNoteReader(protocol: Protocol): NoteReader {
  return {
    event: NOTE_EVENT,
    read: (data) => {
      const note = parsed(() => JSON.parse(data))
      if (note === EARLY_STOP) return 'early-stop'
      return isJsonObject(note) ? decodeHopError(String(note.error), note.body, protocol) : undefined
    },
  }
}

function parsed(parse: () => unknown): unknown {
  try {
    return parse()
  } catch {
    return undefined
  }
}
