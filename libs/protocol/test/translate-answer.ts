import { SseSplitter } from '@sluice/sse'
import {
  codecs,
  type Decoding,
  type EncoderOptions,
  type Frame,
  type GatewayError,
  isJsonObject,
  type JsonObject,
  type Protocol,
  type Sources,
  type StreamEvent,
  type StreamMessage,
} from '../src/index.ts'

/** Fresh sources whose ids count up, so that two translations of the same bytes are equal. */
export function createSources(): Sources {
  let made = 0
  return {
    createdAt: 1_700_000_000,
    randomId: () => `${made++}`.padStart(24, 'r'),
    sha256: (text) =>
      [...text]
        .reduce((sum, char) => sum + char.charCodeAt(0), 0)
        .toString(16)
        .padStart(64, '0'),
  }
}

/** The bytes of a stream with one `data:` message per payload; a string payload is sent as it is. */
export function streamBytes(payloads: readonly (JsonObject | string)[]): Uint8Array {
  const data = payloads.map((payload) => (typeof payload === 'string' ? payload : JSON.stringify(payload)))
  return new TextEncoder().encode(data.map((line) => `data: ${line}\n\n`).join(''))
}

/** Reads bytes as a gateway does, cut into network chunks at the given places. */
export function readMessages(bytes: Uint8Array, cuts: readonly number[] = []): StreamMessage[] {
  const splitter = new SseSplitter({ bareText: true })
  const ends = [...cuts, bytes.length]
  // `raw` is valid until the next push only, and no codec reads it.
  const kept = ({ data, event, bare }: StreamMessage): StreamMessage => ({ data, event, bare })
  const messages = ends.flatMap((end, index) => splitter.push(bytes.slice(cuts[index - 1] ?? 0, end)).map(kept))
  return [...messages, ...splitter.end().map(kept)]
}

export interface TranslateOptions {
  readonly from: Protocol
  readonly to: Protocol
  readonly messages: readonly StreamMessage[]
  readonly decoding?: Partial<Decoding> | undefined
  readonly encoder?: Partial<EncoderOptions> | undefined
}

export interface Translated {
  readonly events: readonly StreamEvent[]
  readonly frames: readonly Frame[]
  /** The whole answer; undefined when the stream ended in an error. */
  readonly folded: JsonObject | undefined
  readonly error: GatewayError | undefined
}

/** A vendor's stream as a client of another protocol gets it: streamed (`frames`) and whole (`folded`). */
export function translateStream({ from, to, messages, decoding, encoder }: TranslateOptions): Translated {
  const events = decodeEvents(from, messages, decoding)
  const frames = encodeEvents(to, events, encoder)
  const last = events.at(-1)
  const error = last?.type === 'error' ? last.error : undefined
  return { events, frames, folded: error ? undefined : foldFrames(to, frames), error }
}

/** Everything the decoder says, also what it should no longer say after the end. */
export function decodeEvents(
  protocol: Protocol,
  messages: readonly StreamMessage[],
  decoding?: Partial<Decoding>,
): StreamEvent[] {
  const decoder = codecs[protocol].backend.createDecoder(
    { toolNames: new Map(), firstCallOnly: false, ...decoding },
    createSources(),
  )
  const events = messages.flatMap((message) => [...decoder.push(message)])
  return [...events, ...decoder.end()]
}

export function encodeEvents(
  protocol: Protocol,
  events: readonly StreamEvent[],
  options?: Partial<EncoderOptions>,
): Frame[] {
  const encoder = codecs[protocol].client.createEncoder({
    sources: createSources(),
    model: 'asked-model',
    includeUsage: true,
    includeThoughts: true,
    ...options,
  })
  return events.flatMap((event) => [...encoder.encode(event)])
}

export function foldFrames(protocol: Protocol, frames: readonly Frame[]): JsonObject {
  return foldPayloads(protocol, framesJson(frames))
}

export function foldPayloads(protocol: Protocol, payloads: readonly JsonObject[]): JsonObject {
  const folder = codecs[protocol].frames.createFolder()
  for (const payload of payloads) folder.push(payload)
  return folder.result()
}

/** The JSON of every frame but the terminal marker. */
export function framesJson(frames: readonly Frame[]): JsonObject[] {
  return frames.filter((frame) => frame.data !== '[DONE]').map((frame) => jsonObject(frame.data))
}

/** @throws SyntaxError, TypeError when the text is no JSON object. */
export function jsonObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new TypeError(`not a JSON object: ${text}`)
  return value
}
