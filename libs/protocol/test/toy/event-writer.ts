import type { FinishEvent, FinishReason, JsonObject, StreamEvent, Usage } from '../../src/index.ts'
import { type Kind, type Part, said, signOf } from './wire.ts'

export const reasonWords: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'calls',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  pause: 'length',
}

type Writable = { -readonly [Name in keyof Part]: Part[Name] }

/** Canonical events as the toy's, without their numbers. Remembers what it has to say again. */
export class EventWriter {
  readonly #thoughts: boolean
  readonly #open = new Map<number, Writable>()
  readonly #parts = new Map<number, Part[]>()

  constructor(thoughts: boolean) {
    this.#thoughts = thoughts
  }

  shows(event: StreamEvent): boolean {
    if (event.type === 'start' || event.type === 'error') return false
    return this.#thoughts || !event.type.startsWith('reasoning')
  }

  events(event: StreamEvent, id: string): readonly JsonObject[] {
    if (!this.shows(event)) return []
    switch (event.type) {
      case 'text-start':
        return [this.#opened(event.choice, { kind: 'text', text: '' })]
      case 'reasoning-start':
        return [this.#opened(event.choice, { kind: 'thought', text: '' })]
      case 'refusal-start':
        return [this.#opened(event.choice, { kind: 'refusal', text: '' })]
      case 'tool-call-start': {
        const sign = signOf(event.signature)
        return [
          this.#opened(event.choice, { kind: 'call', text: '', id: event.id, name: event.name, ...(sign && { sign }) }),
        ]
      }
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
        return [this.#piece(event.choice, event.text)]
      case 'tool-call-delta':
        return [this.#piece(event.choice, event.arguments)]
      case 'text-end':
      case 'reasoning-end':
        return [this.#whole(event.choice, signOf(event.signature))]
      case 'refusal-end':
      case 'tool-call-end':
        return [this.#whole(event.choice, undefined)]
      case 'media':
        return [{ type: 'aside', choice: event.choice, media: event.part.mimeType ?? '' }]
      case 'citation':
        return [{ type: 'aside', choice: event.choice, cites: event.citation.url ?? '' }]
      case 'finish':
        return [this.#closed(event, id)]
      default:
        return []
    }
  }

  #opened(choice: number, part: Writable): JsonObject {
    this.#open.set(choice, part)
    const { text: _, ...head } = part
    return { type: 'part', choice, ...head }
  }

  #piece(choice: number, text: string): JsonObject {
    const part = this.#open.get(choice)
    if (part) part.text += text
    return { type: 'piece', choice, text }
  }

  #whole(choice: number, sign: JsonObject | undefined): JsonObject {
    const part = this.#open.get(choice) ?? { kind: 'text' as Kind, text: '' }
    if (sign) part.sign = sign
    this.#parts.set(choice, [...(this.#parts.get(choice) ?? []), part])
    return said({ type: 'whole', choice, text: part.text, sign })
  }

  #closed({ choices, usage }: FinishEvent, id: string): JsonObject {
    const answers = choices.map(({ choice, reason, details }) =>
      said({
        choice,
        reason: reasonWords[reason],
        why: details?.explanation,
        parts: (this.#parts.get(choice) ?? []).map((part) => ({ ...part })),
      }),
    )
    return said({ type: 'closed', id, answers, usage: usage && usageJson(usage) })
  }
}

function usageJson({
  inputTokens,
  cachedInputTokens,
  outputTokens,
  reasoningTokens,
  totalTokens,
  ...others
}: Usage): JsonObject {
  return said({ ...others, inputTokens, cachedInputTokens, outputTokens, reasoningTokens, totalTokens })
}
