import type { Signature } from './canonical/blocks.ts'
import type { GatewayError } from './canonical/error.ts'
import type { Json, JsonObject } from './json/json.ts'

/**
 * What Gemini takes in place of a signature that the client lost, or that another route issued
 * (https://ai.google.dev/gemini-api/docs/thought-signatures).
 */
export const placeholderSignature = 'skip_thought_signature_validator'

/** Google's SDKs write the standard alphabet or the URL-safe one, with or without padding. */
const base64Text = /^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)(={0,2})$/

/** Whether the text can be a signature at all: a proto bytes field, so anything but base64 fails the whole message. */
export function isBase64Signature(text: string): boolean {
  const padding = base64Text.exec(text)?.[1]
  if (padding === undefined) return false
  return padding === '' ? text.length % 4 !== 1 : text.length % 4 === 0
}

/** A signature of Google's; undefined for none. */
export function geminiSignature(text: string | undefined): Signature | undefined {
  return text === undefined || text === '' ? undefined : { protocol: 'gemini', text }
}

/** Google's signature in the alphabet that it takes; undefined for another vendor's and for what can be none. */
export function geminiSignatureText(signature: Signature | undefined): string | undefined {
  return signature?.protocol === 'gemini' && isBase64Signature(signature.text) ? signature.text : undefined
}

/** The part with its signature: beside its content, never inside `functionCall` and never on a `functionResponse`. */
export function signedPart(part: JsonObject, signature: string | undefined): JsonObject {
  return signature === undefined ? part : { ...part, thoughtSignature: signature }
}

/** The signature that came with a part; undefined where there is none. */
export function signatureOfPart(part: JsonObject): Signature | undefined {
  const signature: Json | undefined = part.thoughtSignature
  return typeof signature === 'string' ? geminiSignature(signature) : undefined
}

/** The vendor refused thought signatures: the same request with placeholders may pass. */
export function isSignatureError(error: GatewayError): boolean {
  return error.kind === 'bad-request' && /thought[ _]?signature/i.test(error.message)
}
