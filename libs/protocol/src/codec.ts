import type { Addresses } from './addresses.ts'
import type { GatewayError } from './canonical/error.ts'
import type { StreamEvent } from './canonical/event.ts'
import type { GenerationRequest, RequestField } from './canonical/request.ts'
import type { Usage } from './canonical/usage.ts'
import type { CatalogueFace } from './catalogue.ts'
import type { JsonObject } from './json/json.ts'
import type { Edit } from './json/splice.ts'
import type { Protocol } from './protocol.ts'

/**
 * Everything one protocol means. Two faces translate (`client`: theirs to canonical and canonical back to theirs;
 * `backend`: the other way round) and one, `frames`, serves streams whose both sides speak this protocol.
 */
export interface Codec {
  readonly protocol: Protocol
  readonly addresses: Addresses
  readonly client: ClientFace
  readonly backend: BackendFace
  readonly frames: FrameFace
  /** What it says about models. */
  readonly catalogue: CatalogueFace
}

/** What codecs may not make themselves, because they are pure. */
export interface Sources {
  /** Unix seconds. */
  readonly createdAt: number
  /** 24 random alphanumerics. */
  randomId(): string
  /** Lower-case hex SHA-256 of the text. */
  sha256(text: string): string
}

/** One SSE message to be: `data` is one line. */
export interface Frame {
  readonly data: string
  readonly event?: string | undefined
}

// ---------------------------------------------------------------- client face

/** A parsed generation request with what its path said. */
export interface RequestInput {
  readonly body: JsonObject
  /** The model named by the path (Gemini). */
  readonly model?: string | undefined
  /** Whether the path asks for a stream (Gemini). */
  readonly stream?: boolean | undefined
}

/** The few facts of a request that the gateway acts on, read without decoding the rest. */
export interface Outline {
  readonly model: string
  readonly stream: boolean
  /** The client reads usage at the end of its stream. */
  readonly includeUsage: boolean
  /** How many answers were asked for. */
  readonly choices: number
  /** JSON mode or a response schema: stop tags from settings stay out of it. */
  readonly structured: boolean
}

export interface DecodedRequest {
  readonly request: GenerationRequest
  /** Client paths of hints that no other protocol can carry. */
  readonly dropped: readonly string[]
  /** What this client really wrote for a field (`max_completion_tokens`), its protocol's usual name where it wrote none. */
  readonly nameOf: NameOf
}

export type NameOf = (field: RequestField) => string

export interface EncoderOptions {
  readonly sources: Sources
  /** The model as the client named it. */
  readonly model: string
  readonly includeUsage: boolean
  /** Whether the client asked to read thoughts; otherwise reasoning blocks make no frame. */
  readonly includeThoughts: boolean
  /** How many answers were asked for; absent means one. Some dialects announce them all before the first content. */
  readonly choices?: number | undefined
}

export interface EventEncoder {
  /** The frames that this event completes; none for an `error` event (see `encodeLateError`). */
  encode(event: StreamEvent): readonly Frame[]
}

export interface EncodedError {
  readonly status: number
  /** Lower-case names; `content-type` is the caller's. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
}

export interface ErrorContext {
  readonly requestId: string
}

export interface ClientFace {
  /** One heartbeat as SSE text, a whole message that every official SDK of this protocol ignores. */
  readonly heartbeat: string
  /** Reads what the gateway acts on. @throws GatewayError bad-request naming the field. */
  outline(input: RequestInput): Outline
  /** Reads and validates everything. @throws GatewayError bad-request naming the field. */
  decodeRequest(input: RequestInput, sources: Sources): DecodedRequest
  createEncoder(options: EncoderOptions): EventEncoder
  /** The answer to a request that failed before its first byte. */
  encodeError(error: GatewayError, context: ErrorContext): EncodedError
  /** SSE text that tells a client of this protocol that its running stream failed; no terminal marker follows it. */
  encodeLateError(error: GatewayError, context: ErrorContext): string
}

// --------------------------------------------------------------- backend face

export interface EncodeRequestOptions {
  readonly sources: Sources
  /** The client's words for request fields. */
  readonly nameOf: NameOf
  /** `placeholder`: the vendor refused the client's thought signatures; send Google's placeholder instead. */
  readonly signatures: 'kept' | 'placeholder'
  /** Base URL of the Files API, for `files/x` references (Gemini). */
  readonly filesBaseUrl?: string | undefined
}

export interface EncodedRequest {
  /** Always asks for a stream. */
  readonly body: JsonObject
  readonly dropped: readonly string[]
  /** What the decoder of the answer must know about this request. */
  readonly decoding: Decoding
}

/** A tool as the client knows it. */
export interface ClientTool {
  readonly name: string
  readonly namespace?: string | undefined
  /** The client declared a custom tool: the answer's arguments are its input, wrapped. */
  readonly custom?: true | undefined
}

export interface Decoding {
  /** Declared name to the client's own tool, where they differ. */
  readonly toolNames: ReadonlyMap<string, ClientTool>
  /** Take only the first call of each choice. */
  readonly firstCallOnly: boolean
}

/** One SSE message of the vendor's stream. `bare`: text that was no SSE field at all (a JSON line, a JSON body). */
export interface StreamMessage {
  readonly data: string
  readonly event?: string | undefined
  readonly bare?: boolean | undefined
}

export interface EventDecoder {
  push(message: StreamMessage): Iterable<StreamEvent>
  /** The body ended cleanly: gives the held finish, or an `error` when the answer has none. */
  end(): Iterable<StreamEvent>
  /** The last usage that was said, for an answer that is stopped before its end. */
  readonly usage: Usage | undefined
}

/** An HTTP answer of the vendor that is an error. */
export interface ErrorResponse {
  readonly status: number
  readonly contentType: string
  /** Reads a header by lower-case name. */
  header(name: string): string | undefined
  /** The body's text, cut to a named limit. */
  readonly body: string
  /** Unix milliseconds, for dates in Retry-After. */
  readonly nowMs: number
}

export interface BackendFace {
  /** Path of the streaming call below the versioned base URL: `/chat/completions`. */
  streamPath(model: string): string
  encodeRequest(request: GenerationRequest, options: EncodeRequestOptions): EncodedRequest
  createDecoder(decoding: Decoding, sources: Sources): EventDecoder
  decodeError(response: ErrorResponse): GatewayError
  /**
   * A whole (non-streamed) answer as messages of this protocol's stream, for vendors that ignore the wish to stream.
   * @throws GatewayError when it is an error object or no answer at all.
   */
  unfold(body: string): readonly StreamMessage[]
}

// ----------------------------------------------------------------- frame face

/** Read and replace the visible text that a frame has for one choice. */
export interface TextSlot {
  readonly choice: number
  /** Setting it puts the text into the frame, also where the frame had none. */
  text: string
  /** This frame says that the choice is finished. */
  readonly finished: boolean
}

/** What one message of a passing stream says. */
export interface FrameView {
  /** Parsed data; undefined for a terminal marker such as `[DONE]`. */
  readonly json: JsonObject | undefined
  /** It carries output or a finish: enough to promise a 200. */
  readonly output: boolean
  /** The stream's terminal marker. */
  readonly terminal: boolean
  /** It carries usage and nothing else. */
  readonly usageOnly: boolean
  /** The vendor says here that the answer failed. */
  readonly error: GatewayError | undefined
  /** The visible text, one slot per choice in this frame. After a change, `JSON.stringify(json)` is the new data. */
  textSlots(): readonly TextSlot[]
}

/** Follows one passing stream. Methods are called in stream order. */
export interface FrameWatcher {
  /** @throws GatewayError bad-upstream-response when the data is not of this protocol. */
  read(message: StreamMessage): FrameView
  /** After the body's clean end: the error it stands for, or undefined when the answer was complete. */
  end(): GatewayError | undefined
  /** The last usage that was said. */
  readonly usage: Usage | undefined
  /** Every choice seen has finished. */
  readonly finished: boolean
  /**
   * Frames that carry this text for the choice, in the stream's own id and model; none when there is nothing to say.
   * `instead`: the frame that they stand for, whose role (where the protocol has one) must not be lost with it.
   */
  textFrames(choice: number, text: string, instead?: FrameView): readonly Frame[]
  /** Frames that end the stream now with a normal stop, usage as known and the terminal marker included. */
  stopFrames(choices: readonly number[], includeUsage: boolean): readonly Frame[]
}

/** Folds the frames of one stream to the whole answer, the vendor's own fields kept. */
export interface FrameFolder {
  push(json: JsonObject): void
  /** @throws GatewayError empty-response when there was nothing to fold. */
  result(): JsonObject
}

export interface FrameFace {
  /** What ends every complete stream of this protocol, where it has such a marker: `[DONE]`. */
  readonly terminal: Frame | undefined
  createWatcher(): FrameWatcher
  createFolder(): FrameFolder
  /** Changes to a client's own request body: what makes the backend stream it with usage, and take it at all. */
  streamEdits(outline: Outline, body: JsonObject): readonly Edit[]
}
