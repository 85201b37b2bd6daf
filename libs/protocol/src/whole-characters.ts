import type { StreamEvent } from './canonical/event.ts'
import type { EventDecoder, StreamMessage } from './codec.ts'
import { wellFormedText } from './well-formed.ts'

const endsWithHighSurrogate = /[\uD800-\uDBFF]$/

/**
 * Makes every text that a decoder gives well-formed, without breaking a character that the vendor cut in two: half of a
 * pair at the end of a delta waits for the next delta of its block. A half that stays alone becomes U+FFFD.
 */
export function withWholeCharacters(decoder: EventDecoder): EventDecoder {
  const halves = new Map<number, string>()
  return {
    *push(message: StreamMessage) {
      for (const event of decoder.push(message)) yield* whole(event, halves)
    },
    *end() {
      for (const event of decoder.end()) yield* whole(event, halves)
    },
    get usage() {
      return decoder.usage
    },
  }
}

function* whole(event: StreamEvent, halves: Map<number, string>): Iterable<StreamEvent> {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
    const text = joined(event.choice, event.text, halves)
    if (text !== '') yield { ...event, text }
    return
  }
  if (event.type === 'tool-call-delta') {
    const text = joined(event.choice, event.arguments, halves)
    if (text !== '') yield { ...event, arguments: text }
    return
  }
  if (event.type === 'text-end' || event.type === 'reasoning-end' || event.type === 'tool-call-end') {
    yield* leftOver(event, halves)
  }
  yield event
}

function joined(choice: number, piece: string, halves: Map<number, string>): string {
  const text = (halves.get(choice) ?? '') + piece
  halves.delete(choice)
  if (!endsWithHighSurrogate.test(text)) return wellFormedText(text)
  halves.set(choice, text.slice(-1))
  return wellFormedText(text.slice(0, -1))
}

function* leftOver(
  end: Extract<StreamEvent, { type: `${string}-end` }>,
  halves: Map<number, string>,
): Iterable<StreamEvent> {
  const { choice } = end
  if (!halves.delete(choice)) return
  if (end.type === 'tool-call-end') yield { type: 'tool-call-delta', choice, arguments: '\uFFFD' }
  else yield { type: end.type === 'text-end' ? 'text-delta' : 'reasoning-delta', choice, text: '\uFFFD' }
}
