import type { Json, JsonObject, Protocol, Signature } from '../../src/index.ts'
import { isJsonObject } from '../../src/json/json.ts'

/**
 * The toy: a protocol that nobody speaks, made of what the next protocols bring and the first ones lack. Its stream opens
 * with an event, numbers every event (heartbeats too), says each text again when it is whole, and once more at the end.
 */
export const toy = 'toy' as string as Protocol

export const talkPath = '/talk'

export type Kind = 'text' | 'thought' | 'refusal' | 'call'

/** One part of an answer, whole. */
export interface Part {
  readonly kind: Kind
  readonly text: string
  readonly id?: string
  readonly name?: string
  readonly sign?: JsonObject
}

/** A number counts the events of a stream from 0. */
export function eventFrame(seq: number, event: JsonObject) {
  return { event: String(event.type), data: JSON.stringify({ seq, ...event }) }
}

export function jsonOf(data: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The toy carries the signatures of vendors that sign: Google's, and its own. */
export function signOf(signature: Signature | undefined): JsonObject | undefined {
  if (signature === undefined || signature.protocol === 'openai-chat') return undefined
  return { by: signature.protocol, text: signature.text }
}

export function signatureOf(sign: Json | undefined): Signature | undefined {
  return isJsonObject(sign) ? { protocol: sign.by as Protocol, text: String(sign.text) } : undefined
}

export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

export function choiceOf(event: JsonObject): number {
  return typeof event.choice === 'number' ? event.choice : 0
}

/** Without the members that say nothing. */
export function said(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}
