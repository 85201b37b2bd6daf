import type { JsonObject } from '../../src/index.ts'
import type { AskedOptions, Decoding } from '../translate-answer.ts'

/** One numbered case about an answer: what the vendor sends and what the client must get. */
export interface AnswerVector {
  readonly id: string
  readonly name: string
  /** The vendor's whole answer; it is also tried as the stream that says the same. */
  readonly answer?: JsonObject | string
  /** The vendor's stream, one message each; it is also tried as the whole answer that says the same. */
  readonly payloads?: readonly (JsonObject | string)[]
  /** The vendor's stream as raw text, where its framing is the point. */
  readonly body?: string
  /** The stream is broken in a way that no whole answer can show. */
  readonly streamOnly?: boolean
  readonly decoding?: Partial<Decoding>
  readonly encoder?: Partial<AskedOptions>
  readonly expected: ExpectedAnswer
}

export interface ExpectedAnswer {
  /** Deep partial of the whole answer. */
  readonly whole?: Readonly<Record<string, unknown>>
  /** Deep partial of the only choice or candidate. */
  readonly choice?: Readonly<Record<string, unknown>>
  /** Exact values by path of the whole answer. */
  readonly exact?: Readonly<Record<string, unknown>>
  /** Paths that the whole answer does not have. */
  readonly absent?: readonly string[]
  /** The exact stream in the shorthand of `streamShorthand`; only checked on the stream as given. */
  readonly stream?: readonly string[]
  /** The answer fails: deep partial of the error as the client gets it before its first byte. */
  readonly error?: {
    readonly status: number
    readonly body: Readonly<Record<string, unknown>>
    readonly headers?: Readonly<Record<string, string>>
  }
  /** The text that a client whose stream is running gets instead, exactly. */
  readonly lateError?: string
}

/** A numbered case that these tables do not hold, and why. */
export interface PendingCase {
  readonly id: string
  readonly reason: string
}

/** `C(x)` of the cases: a Gemini answer of these parts. */
export function candidate(parts: readonly JsonObject[], finishReason = 'STOP'): JsonObject {
  return { candidates: [{ content: { role: 'model', parts: [...parts] }, finishReason, index: 0 }] }
}

/** A Gemini stream payload of these parts and no finish. */
export function partial(...parts: readonly JsonObject[]): JsonObject {
  return { candidates: [{ content: { parts: [...parts] } }] }
}

/** `FC(i,n,a)` of the cases. */
export function functionCall(id: string, name: string, args: JsonObject): JsonObject {
  return { functionCall: { id, name, args } }
}

/** `TC(i,n,a)` of the cases. */
export function toolCall(id: string, name: string, args: string): JsonObject {
  return { id, type: 'function', function: { name, arguments: args } }
}

/** An OpenAI answer of this message. */
export function completion(message: JsonObject, finishReason: string | null = 'stop'): JsonObject {
  return { choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }] }
}

/** An OpenAI stream payload of this delta. */
export function delta(delta: JsonObject, finishReason: string | null = null): JsonObject {
  return { choices: [{ index: 0, delta, finish_reason: finishReason }] }
}
