import type { StreamEvent } from './canonical/event.ts'
import type { Usage } from './canonical/usage.ts'
import type { EventDecoder, StreamMessage } from './codec.ts'
import { wellFormedText } from './well-formed.ts'

const endsWithHighSurrogate = /[\uD800-\uDBFF]$/

/**
 * Makes every text that a decoder gives well-formed, without breaking a character that the vendor cut in two: half of a
 * pair at the end of a delta waits for the next delta of its block. A half that stays alone becomes U+FFFD.
 */
export function withWholeCharacters(decoder: EventDecoder): EventDecoder {
  return new WholeCharacters(decoder)
}

class WholeCharacters implements EventDecoder {
  readonly #decoder: EventDecoder
  readonly #halves = new Map<number, string>()

  constructor(decoder: EventDecoder) {
    this.#decoder = decoder
  }

  get usage(): Usage | undefined {
    return this.#decoder.usage
  }

  get lost(): ReadonlySet<string> | undefined {
    return this.#decoder.lost
  }

  push(message: StreamMessage): readonly StreamEvent[] {
    return this.#whole(this.#decoder.push(message))
  }

  end(): readonly StreamEvent[] {
    return this.#whole(this.#decoder.end())
  }

  #whole(events: Iterable<StreamEvent>): readonly StreamEvent[] {
    const whole: StreamEvent[] = []
    for (const event of events) {
      if (event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'refusal-delta') {
        const text = this.#joined(event.choice, event.text)
        if (text !== '') whole.push(text === event.text ? event : { ...event, text })
      } else if (event.type === 'tool-call-delta') {
        const text = this.#joined(event.choice, event.arguments)
        if (text !== '') whole.push(text === event.arguments ? event : { ...event, arguments: text })
      } else {
        if (isEnd(event)) {
          if (this.#halves.delete(event.choice)) whole.push(leftOver(event))
        }
        whole.push(event)
      }
    }
    return whole
  }

  #joined(choice: number, piece: string): string {
    const text = this.#halves.size === 0 ? piece : (this.#halves.get(choice) ?? '') + piece
    this.#halves.delete(choice)
    if (!endsWithHighSurrogate.test(text)) return wellFormedText(text)
    this.#halves.set(choice, text.slice(-1))
    return wellFormedText(text.slice(0, -1))
  }
}

type BlockEnd = Extract<StreamEvent, { type: `${string}-end` }>

const deltaOf = {
  'text-end': 'text-delta',
  'reasoning-end': 'reasoning-delta',
  'refusal-end': 'refusal-delta',
} as const satisfies Record<Exclude<BlockEnd['type'], 'tool-call-end'>, StreamEvent['type']>

function isEnd(event: StreamEvent): event is BlockEnd {
  return event.type === 'tool-call-end' || Object.hasOwn(deltaOf, event.type)
}

function leftOver({ type, choice }: BlockEnd): StreamEvent {
  if (type === 'tool-call-end') return { type: 'tool-call-delta', choice, arguments: '\uFFFD' }
  return { type: deltaOf[type], choice, text: '\uFFFD' }
}
