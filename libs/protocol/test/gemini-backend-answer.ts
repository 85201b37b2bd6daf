import { expect } from '@jest/globals'
import type { StreamEvent } from '../src/canonical/event.ts'
import { checkEventOrder } from '../src/canonical/rules.ts'
import type { StreamMessage } from '../src/codec.ts'
import type { JsonObject } from '../src/json/json.ts'
import { type Decoding, createDecoder as decoderOf } from './translate-answer.ts'

export const createDecoder = (decoding?: Partial<Decoding>) => decoderOf('gemini', decoding)

export function decodeMessages(messages: readonly StreamMessage[], decoding?: Partial<Decoding>): StreamEvent[] {
  const decoder = createDecoder(decoding)
  const events = [...messages.flatMap((message) => [...decoder.push(message)]), ...decoder.end(), ...decoder.end()]
  expect(checkEventOrder(events)).toEqual([])
  return events
}

export function decode(...payloads: JsonObject[]): StreamEvent[] {
  return decodeMessages(payloads.map((payload) => ({ data: JSON.stringify(payload) })))
}

export function answer(parts: JsonObject[], members: JsonObject = {}): JsonObject {
  return { candidates: [{ content: { role: 'model', parts }, ...members }] }
}

export const stop = { finishReason: 'STOP' }

/** `text-start`, `"a"`, `text-end!U0lH` …, without start and finish. */
export function outline(events: readonly StreamEvent[]): string[] {
  return events.slice(1, -1).map((event) => {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') return JSON.stringify(event.text)
    if (event.type === 'tool-call-delta') return event.arguments
    return 'signature' in event && event.signature !== undefined ? `${event.type}!${event.signature.text}` : event.type
  })
}

export function lastOf(events: readonly StreamEvent[]): StreamEvent | undefined {
  return events.at(-1)
}
