import type { Addresses, Framing, RequestPath } from './addresses.ts'
import type { GatewayError, RequestLimit } from './canonical/error.ts'
import type { StreamEvent } from './canonical/event.ts'
import type { GenerationRequest, RequestField } from './canonical/request.ts'
import type { Usage } from './canonical/usage.ts'
import type { CatalogueFace } from './catalogue.ts'
import type { ClientQuirks } from './client-quirks.ts'
import type { Edit } from './json/edit.ts'
import type { JsonObject } from './json/json.ts'
import type { Protocol } from './protocol.ts'
import type { Quirks } from './quirks.ts'

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

/** What codecs may not make themselves, because they are pure. One per exchange, so that an exchange can be played again. */
export interface Sources {
  /** Unix seconds at which the exchange began. */
  readonly createdAt: number
  /** Unix milliseconds now. */
  nowMs(): number
  /** 0 ≤ chance < 1. */
  random(): number
  /** 24 random alphanumerics. */
  randomId(): string
  /** Lower-case hex SHA-256 of the text. */
  sha256(text: string): string
}

/** One SSE message to be: `data` is one line. */
export interface Frame {
  readonly data: string
  readonly event?: string | undefined
  /** The same as `data`, where somebody has it already. */
  readonly json?: JsonObject | undefined
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

/** All that was asked, for whoever writes the answer. */
export interface Asked {
  readonly input: RequestInput
  readonly outline: Outline
  readonly framing: Framing
  /** The decoded request; undefined where the bytes pass wherever the request may go. */
  readonly request?: GenerationRequest | undefined
  readonly sources: Sources
  readonly requestId: string
  /** Whose name of the model stands in the answer: what the client asked for, or what the vendor says it ran. */
  readonly answerModel: AnswerModel
}

export type AnswerModel = 'asked' | 'vendor'

/**
 * All that a client of this protocol is told in one answer, in order. One per exchange: it lives through retries, so that
 * a heartbeat may open the answer before the attempt that succeeds, and nothing opens it twice.
 */
export interface ClientStream {
  /** One heartbeat as SSE text: whole messages that every official SDK of this protocol ignores. May be the first thing said. */
  heartbeat(): string
  /** Whether this event shows the client anything; until then a failed attempt may be repeated. */
  shows(event: StreamEvent): boolean
  /** The frames that this event completes; none for an `error` event (see `fail`). */
  encode(event: StreamEvent): readonly Frame[]
  /**
   * Absent: frames of a vendor that speaks this protocol go out as they came. Else each goes through here, and what it
   * gives goes out instead: frames are numbered anew, and what a heartbeat has said already is left out (undefined).
   */
  readonly adopt?: ((frame: Frame) => Frame | undefined) | undefined
  /** What this protocol has no place for, in canonical words. */
  readonly lost?: ReadonlySet<string> | undefined
  /** What tells the client that its running stream failed; no terminal marker follows it. */
  fail(error: GatewayError): LateFailure
}

export interface LateFailure {
  /** SSE texts, in order. */
  readonly writes: readonly string[]
  /** Each must reach the client in a read of its own, apart from the frames before it. */
  readonly apart: boolean
}

export interface EncodedError {
  readonly status: number
  /** Lower-case names; `content-type` is the caller's. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
}

export interface ErrorContext {
  readonly requestId: string
  /** What the path of a generation said. */
  readonly path?: RequestPath | undefined
  /** What is known of the client; absent where nothing is. */
  readonly quirks?: ClientQuirks | undefined
}

export interface ClientFace {
  /** Every name under which a field that no other protocol carries is counted. */
  readonly reportedFields: readonly string[]
  /** Reads what the gateway acts on. @throws GatewayError bad-request naming the field. */
  outline(input: RequestInput): Outline
  /** Reads and validates everything. @throws GatewayError bad-request naming the field. */
  decodeRequest(input: RequestInput, sources: Sources): DecodedRequest
  openStream(asked: Asked): ClientStream
  /** The answer to a request that failed before its first byte. */
  encodeError(error: GatewayError, context: ErrorContext): EncodedError
  /** Headers in which clients of this protocol read a limit; lower-case names. */
  limitHeaders(limit: RequestLimit): Readonly<Record<string, string>>
}

// --------------------------------------------------------------- backend face

/**
 * What the same request needs to be accepted after all, learnt from the vendor's refusal.
 * `signature-placeholders`: signatures are bound to the route that made them; the placeholder is accepted everywhere.
 */
export type Remedy = 'signature-placeholders'

export interface PrepareOptions {
  readonly sources: Sources
  /** The client's words for request fields. */
  readonly nameOf: NameOf
  readonly remedies: readonly Remedy[]
  /** What the model's upstream does otherwise than most. */
  readonly quirks: Quirks
  /** Base URL of the Files API, for `files/x` references (Gemini). */
  readonly filesBaseUrl?: string | undefined
}

/** A translated call, ready to be sent, and what reads its answer. */
export interface Prepared {
  /** Path and query of the streaming call below the versioned base URL: `/chat/completions`. */
  readonly path: string
  /** What this protocol needs beside `content-type` and credentials; lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Always asks for a stream. */
  readonly body: JsonObject
  /** Fields left out, in the client's words. */
  readonly dropped: readonly string[]
  readonly decoder: EventDecoder
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
  /** Members of the answer that no event carries, in the vendor's words, indexes left out. */
  readonly lost?: ReadonlySet<string> | undefined
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
  /** Writes a request for one attempt. @throws GatewayError bad-request when it cannot be carried. */
  prepare(request: GenerationRequest, options: PrepareOptions): Prepared
  /** What the refused request may be sent again with; undefined when nothing is known that helps. */
  remedyFor(error: GatewayError): Remedy | undefined
  /** Every name that `EventDecoder.lost` may give. */
  readonly lostMembers?: readonly string[]
  decodeError(response: ErrorResponse): GatewayError
  /**
   * A whole (non-streamed) answer as messages of this protocol's stream, for vendors that ignore the wish to stream.
   * @throws GatewayError when it is an error object or no answer at all.
   */
  unfold(body: string): readonly StreamMessage[]
}

// ----------------------------------------------------------------- frame face

/** Decides how much of an answer's visible text may go out. One follows one attempt. */
export interface TextFilter {
  /** Takes a further piece of a choice's text; gives what of the text so far may go out now. */
  push(choice: number, piece: string): string
  /** The choice has no more text: gives what was held back. */
  end(choice: number): string
  /** The filter has ended this choice: nothing of it goes out any more. */
  ended(choice: number): boolean
  /** The last choice that still ran was ended here: nothing more is wanted from the vendor. */
  readonly done: boolean
}

/** What becomes of one message of a passing stream. */
export interface Passed {
  /** `same`: the message goes out as it came. */
  readonly frames: 'same' | readonly Frame[]
  /** The message's data, where `frames` is `same` and it was parsed. */
  readonly json?: JsonObject | undefined
  /** It shows output or a finish: enough to promise a 200. */
  readonly output?: boolean | undefined
  /** The vendor says here that the answer failed; `frames` is what still goes out before. */
  readonly failure?: GatewayError | undefined
  /** The answer ends here. `early-stop`: at the wish of the text filter. */
  readonly over?: 'complete' | 'early-stop' | undefined
}

/** Follows one stream whose both sides speak this protocol. Methods are called in stream order. */
export interface Passage {
  /** @throws GatewayError bad-upstream-response when the data is not of this protocol. */
  take(message: StreamMessage): Passed
  /** The body ended cleanly: the answer is complete, or fails. */
  end(): Passed
  /** The answer fails here: frames of the text that the filter still holds, for it was said. */
  held(): readonly Frame[]
  /** The last usage that was said. */
  readonly usage: Usage | undefined
  /** The model that the vendor says it runs. */
  readonly model: string | undefined
}

/**
 * Who wrote the frames of a stream. A vendor's whole answer has no member that its frames have not; `house`: frames made
 * here leave out what says nothing, and a whole answer of the protocol's own maker says it (as null).
 */
export type FrameMaker = 'vendor' | 'house'

/** Folds the frames of one stream to the whole answer, the vendor's own fields kept. */
export interface FrameFolder {
  push(json: JsonObject): void
  /** @throws GatewayError empty-response when there was nothing to fold. */
  result(): JsonObject
}

/** How a client's own body becomes a call to a vendor of its protocol. */
export interface PassedRequest {
  /** As in `Prepared`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** What makes the backend stream it with usage, and take it at all. */
  readonly edits: readonly Edit[]
}

export interface FrameFace {
  /** `hop`: another Sluice of ours, which decides itself what its vendor may see. */
  prepare(asked: Asked, to: 'vendor' | 'hop'): PassedRequest
  /** `text`: asked for every new piece of visible text. */
  openPassage(asked: Asked, text: TextFilter | undefined, quirks?: Quirks): Passage
  /** `maker` absent: the house. */
  createFolder(maker?: FrameMaker): FrameFolder
  /** A vendor's comments may pass to clients of this protocol; elsewhere they break some. */
  readonly comments: 'pass' | 'withhold'
}
