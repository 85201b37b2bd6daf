import type { ChoiceFinish, FrameView, FrameWatcher, StreamEvent, Usage } from '@sluice/protocol'
import type { Sink } from './sink.ts'
import { type StopTag, TagMatcher } from './tag-matcher.ts'

/**
 * Ends an answer at a tag in its visible text, per choice; the answer is over when every choice has ended. One instance
 * follows one answer, either its events (translation) or its frames (same protocol on both sides).
 */
export class EarlyStop {
  readonly #tags: readonly StopTag[]
  readonly #choices: number
  readonly #matchers = new Map<number, TagMatcher>()
  readonly #stopped = new Set<number>()
  /** Choices that the vendor itself has finished. */
  readonly #finished = new Set<number>()
  readonly #usage: () => Usage | undefined

  /** `usage`: what the vendor has said so far, for the finish of a stopped answer. */
  constructor(tags: readonly StopTag[], choices: number, usage: () => Usage | undefined) {
    this.#tags = tags
    this.#choices = choices
    this.#usage = usage
  }

  /** The last choice that still ran has ended at a tag: nothing more is wanted from the vendor. */
  get done(): boolean {
    return this.#stopped.size > 0 && this.#stopped.union(this.#finished).size >= this.#choices
  }

  /** Gives the events that may go out in place of this one. */
  *events(event: StreamEvent): Iterable<StreamEvent> {
    if (event.type === 'start') return yield event
    if (event.type === 'error') return yield event
    if (event.type === 'finish') return yield { ...event, choices: event.choices.map((one) => this.#ended(one)) }
    if (this.#stopped.has(event.choice)) return
    if (event.type === 'text-delta') return yield* this.#textEvents(event.choice, event.text)
    if (event.type === 'text-end') yield* textDelta(event.choice, this.#matcher(event.choice).flush())
    yield event
  }

  *#textEvents(choice: number, piece: string): Iterable<StreamEvent> {
    const { text, matched } = this.#matcher(choice).push(piece)
    yield* textDelta(choice, text)
    if (!matched) return
    this.#stopped.add(choice)
    yield { type: 'text-end', choice }
    if (this.done) yield { type: 'finish', choices: this.#stops(), usage: this.#usage() }
  }

  /** Text still held back when the answer fails: it was said, so the client gets it. */
  *held(): Iterable<StreamEvent> {
    for (const [choice, matcher] of this.#matchers) yield* textDelta(choice, matcher.flush())
  }

  /** Rewrites the frame's text to what may go out. Returns whether the frame changed. */
  rewrite(view: FrameView): boolean {
    let changed = false
    for (const slot of view.textSlots()) {
      const before = slot.text
      const after = this.#free(slot.choice, before, slot.finished)
      if (after === before) continue
      slot.text = after
      changed = true
    }
    return changed
  }

  #free(choice: number, piece: string, finished: boolean): string {
    if (this.#stopped.has(choice)) return ''
    const matcher = this.#matcher(choice)
    const { text, matched } = matcher.push(piece)
    if (matched) this.#stopped.add(choice)
    if (finished) this.#finished.add(choice)
    return finished && !matched ? text + matcher.flush() : text
  }

  /** Ends a passing stream at the tag: the text before it, then a normal stop. Nothing else of the frame goes out. */
  stopFrames(view: FrameView, watcher: FrameWatcher, sink: Sink, includeUsage: boolean): void {
    for (const slot of view.textSlots()) {
      for (const frame of watcher.textFrames(slot.choice, slot.text, view)) sink.frame(frame)
    }
    const choices = [...this.#stopped].toSorted((a, b) => a - b)
    for (const frame of watcher.stopFrames(choices, includeUsage)) sink.frame(frame)
  }

  /** As `held`, for a passing stream. */
  flushFrames(watcher: FrameWatcher, sink: Sink): void {
    for (const [choice, matcher] of this.#matchers) {
      for (const frame of watcher.textFrames(choice, matcher.flush())) sink.frame(frame)
    }
  }

  #matcher(choice: number): TagMatcher {
    const known = this.#matchers.get(choice)
    if (known) return known
    const matcher = new TagMatcher(this.#tags)
    this.#matchers.set(choice, matcher)
    return matcher
  }

  #stops() {
    return [...this.#stopped].toSorted((a, b) => a - b).map((choice) => ({ choice, reason: 'stop' as const }))
  }

  /** A choice that ended at its tag has ended well, whatever the vendor went on to say. */
  #ended(finished: ChoiceFinish): ChoiceFinish {
    return this.#stopped.has(finished.choice) ? { choice: finished.choice, reason: 'stop' } : finished
  }
}

function* textDelta(choice: number, text: string): Iterable<StreamEvent> {
  if (text !== '') yield { type: 'text-delta', choice, text }
}
