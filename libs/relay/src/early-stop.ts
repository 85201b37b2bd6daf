import type { ChoiceFinish, StreamEvent, TextFilter, Usage } from '@sluice/protocol'
import { type StopTag, TagMatcher } from './tag-matcher.ts'

/** Ends an answer at a tag in its visible text, per choice. One follows one attempt, whether it passes or is translated. */
export class EarlyStop implements TextFilter {
  readonly #tags: readonly StopTag[]
  readonly #choices: number
  readonly #matchers = new Map<number, TagMatcher>()
  readonly #stopped = new Set<number>()
  /** Choices that the vendor itself has finished. */
  readonly #finished = new Set<number>()

  /** `choices`: how many answers were asked for. */
  constructor(tags: readonly StopTag[], choices: number) {
    this.#tags = tags
    this.#choices = choices
  }

  get done(): boolean {
    return this.#stopped.size > 0 && this.#stopped.union(this.#finished).size >= this.#choices
  }

  push(choice: number, piece: string): string {
    if (this.#stopped.has(choice)) return ''
    const { text, matched } = this.#matcher(choice).push(piece)
    if (matched) this.#stopped.add(choice)
    return text
  }

  end(choice: number): string {
    if (this.#stopped.has(choice)) return ''
    this.#finished.add(choice)
    return this.#matcher(choice).flush()
  }

  ended(choice: number): boolean {
    return this.#stopped.has(choice)
  }

  /** Choices that ended here, ascending. */
  get stopped(): readonly number[] {
    return [...this.#stopped].toSorted((a, b) => a - b)
  }

  /** Text that is still held back, per choice. */
  flush(): readonly { readonly choice: number; readonly text: string }[] {
    return [...this.#matchers].map(([choice, matcher]) => ({ choice, text: matcher.flush() }))
  }

  /** What was held back at the end of a block; its choice may go on. */
  flushBlock(choice: number): string {
    return this.#matchers.get(choice)?.flush() ?? ''
  }

  #matcher(choice: number): TagMatcher {
    const known = this.#matchers.get(choice)
    if (known) return known
    const matcher = new TagMatcher(this.#tags)
    this.#matchers.set(choice, matcher)
    return matcher
  }
}

/** Lets the events of a translated answer through the filter. `usage`: what the vendor has said so far. */
export function* filterEvents(
  event: StreamEvent,
  filter: EarlyStop,
  usage: () => Usage | undefined,
): Iterable<StreamEvent> {
  if (event.type === 'start') return yield event
  if (event.type === 'error') {
    yield* heldText(filter)
    return yield event
  }
  if (event.type === 'finish') return yield { ...event, choices: event.choices.map((one) => endedWell(one, filter)) }
  const { choice } = event
  if (filter.ended(choice)) return
  if (event.type === 'text-end') yield* textDelta(choice, filter.flushBlock(choice))
  if (event.type !== 'text-delta') return yield event
  yield* textDelta(choice, filter.push(choice, event.text))
  if (!filter.ended(choice)) return
  yield { type: 'text-end', choice }
  if (filter.done) yield { type: 'finish', choices: filter.stopped.map(stop), usage: usage() }
}

/** Text still held back when the answer fails: it was said, so the client gets it. */
function* heldText(filter: EarlyStop): Iterable<StreamEvent> {
  for (const { choice, text } of filter.flush()) yield* textDelta(choice, text)
}

/** A choice that ended at its tag has ended well, whatever the vendor went on to say. */
function endedWell(finished: ChoiceFinish, filter: EarlyStop): ChoiceFinish {
  return filter.ended(finished.choice) ? stop(finished.choice) : finished
}

function stop(choice: number): ChoiceFinish {
  return { choice, reason: 'stop' }
}

function* textDelta(choice: number, text: string): Iterable<StreamEvent> {
  if (text !== '') yield { type: 'text-delta', choice, text }
}
