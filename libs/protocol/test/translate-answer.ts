import { SseSplitter } from '@sluice/sse'
import {
  type Asked,
  codecs,
  type EventDecoder,
  type Frame,
  type Framing,
  type GatewayError,
  type GenerationRequest,
  isJsonObject,
  type JsonObject,
  type PrepareOptions,
  type Protocol,
  type Quirks,
  type Sources,
  type StreamEvent,
  type StreamMessage,
  type Tool,
} from '../src/index.ts'
import { facts } from './facts/index.ts'

/** Fresh sources whose ids count up, so that two translations of the same bytes are equal. */
export function createSources(): Sources {
  let made = 0
  return {
    createdAt: 1_700_000_000,
    nowMs: () => 1_700_000_000_000,
    random: () => 0.5,
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

/** What a client asked, as far as its answer depends on it. */
export interface AskedOptions {
  readonly model: string
  readonly choices: number
  readonly includeUsage: boolean
  readonly includeThoughts: boolean
  readonly framing: Framing
}

/** What a vendor was asked, as far as its answer depends on it. */
export interface Decoding {
  /** Names of tools as they were declared to the vendor, to the client's own. */
  readonly toolNames: ReadonlyMap<string, { readonly name: string; readonly custom?: true }>
  readonly firstCallOnly: boolean
  /** How many answers; absent: more than any vector has, so that the vendor's numbers stay. */
  readonly choices?: number
  readonly quirks?: Quirks
}

export const emptyRequest: GenerationRequest = {
  model: 'm',
  system: [],
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  tools: [],
  builtinTools: [],
  stop: [],
  output: { type: 'text' },
}

export function askedOf(protocol: Protocol, options: Partial<AskedOptions> = {}): Asked {
  const { model = 'asked-model', choices = 1, includeUsage = true, includeThoughts = true, framing = 'sse' } = options
  const input = facts[protocol].request({ model, choices, includeUsage })
  const request = { ...emptyRequest, model, choices, thinking: { includeThoughts } }
  const outline = codecs[protocol].client.outline(input)
  return { input, outline, framing, request, sources: createSources(), requestId: 'req-1', answerModel: 'asked' }
}

/** The decoder of the answer to a request that made these things necessary. */
export function createDecoder(protocol: Protocol, decoding: Partial<Decoding> = {}): EventDecoder {
  const tools = [...(decoding.toolNames?.values() ?? [])].map(
    ({ name, custom }): Tool => ({ type: custom ? 'custom' : 'function', name, at: 'tools[0]' }),
  )
  const { choices = 8, quirks = {} } = decoding
  const request = { ...emptyRequest, tools, choices, ...(decoding.firstCallOnly && { parallelToolCalls: false }) }
  const options: PrepareOptions = { sources: createSources(), nameOf: (field) => field, remedies: [], quirks }
  return codecs[protocol].backend.prepare(request, options).decoder
}

export interface TranslateOptions {
  readonly from: Protocol
  readonly to: Protocol
  readonly messages: readonly StreamMessage[]
  readonly decoding?: Partial<Decoding> | undefined
  readonly encoder?: Partial<AskedOptions> | undefined
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
  const decoder = createDecoder(protocol, decoding)
  const events = messages.flatMap((message) => [...decoder.push(message)])
  return [...events, ...decoder.end()]
}

export function encodeEvents(
  protocol: Protocol,
  events: readonly StreamEvent[],
  options?: Partial<AskedOptions>,
): Frame[] {
  const stream = codecs[protocol].client.openStream(askedOf(protocol, options))
  return events.flatMap((event) => [...stream.encode(event)])
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
  const markers = Object.values(facts).map(({ terminal }) => terminal)
  return frames.filter((frame) => !markers.includes(frame.data)).map((frame) => jsonObject(frame.data))
}

/** @throws SyntaxError, TypeError when the text is no JSON object. */
export function jsonObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new TypeError(`not a JSON object: ${text}`)
  return value
}
