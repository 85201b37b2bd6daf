import type { GatewayError } from '../canonical/error.ts'
import type { Usage } from '../canonical/usage.ts'
import type { Frame, Passage, Passed, StreamMessage, TextFilter } from '../codec.ts'
import { MemberRenamer } from './renamed.ts'
import type { FrameView, FrameWatcher, TextSlot } from './watcher.ts'

interface FramePassageOptions {
  readonly watcher: FrameWatcher
  readonly text: TextFilter | undefined
  /** The name of the model that stands in the answer; undefined: the vendor's. */
  readonly model: string | undefined
  /** The client reads the usage that was asked for on its behalf. */
  readonly includeUsage: boolean
  /** What ends every complete stream, where the protocol has such a marker. */
  readonly terminal: Frame | undefined
}

const nothing: Passed = { frames: [] }

/** The passage of a protocol whose frames say each text once: frames that the text filter does not touch pass as they came. */
export class FramePassage implements Passage {
  readonly #watcher: FrameWatcher
  readonly #text: TextFilter | undefined
  readonly #model: string | undefined
  readonly #includeUsage: boolean
  readonly #terminal: Frame | undefined
  /** Choices whose text the filter has seen. */
  readonly #filtered = new Set<number>()
  #renamer: MemberRenamer | undefined

  constructor({ watcher, text, model, includeUsage, terminal }: FramePassageOptions) {
    this.#watcher = watcher
    this.#text = text
    this.#model = model
    this.#includeUsage = includeUsage
    this.#terminal = terminal
  }

  take(message: StreamMessage): Passed {
    return this.#named(this.#taken(message), message)
  }

  end(): Passed {
    return this.#named(this.#finish(this.#terminal), undefined)
  }

  held(): readonly Frame[] {
    return this.#heldText().map((frame) => this.#namedFrame(frame))
  }

  #taken(message: StreamMessage): Passed {
    const view = this.#watcher.read(message)
    if (view.error) return { frames: [], failure: view.error }
    if (view.terminal) return this.#finish(message)
    if (view.usageOnly && !this.#includeUsage) return nothing
    return this.#text === undefined ? view : this.#filter(view, message, this.#text)
  }

  #heldText(): readonly Frame[] {
    const choices = [...this.#filtered]
    return choices.flatMap((choice) => this.#watcher.textFrames(choice, this.#text?.end(choice) ?? ''))
  }

  /** The same with the name of the model that the client asked for. */
  #named(passed: Passed, message: StreamMessage | undefined): Passed {
    if (this.#isNamedAsAsked()) return passed
    const { frames, output, failure, over } = passed
    if (frames === 'same') return { frames: message ? [this.#namedFrame(message)] : [], output, failure, over }
    return { frames: frames.map((frame) => this.#namedFrame(frame)), output, failure, over }
  }

  #isNamedAsAsked(): boolean {
    if (this.#model === undefined) return true
    const { model } = this.#watcher
    return model === undefined || model === this.#model
  }

  #namedFrame(frame: Frame): Frame {
    const { model, modelMember } = this.#watcher
    if (this.#model === undefined || model === undefined) return frame
    this.#renamer ??= new MemberRenamer(modelMember, model, this.#model)
    return { data: this.#renamer.rename(frame.data), event: frame.event }
  }

  get usage(): Usage | undefined {
    return this.#watcher.usage
  }

  get model(): string | undefined {
    return this.#watcher.model
  }

  /** A vendor's odd end may be an upstream's quirk; a client knows a finish only where one is said. */
  #missingStops(): readonly Frame[] {
    const { open } = this.#watcher
    return open.length > 0 ? this.#watcher.stopFrames(open) : []
  }

  /** The body or its terminal marker ended the answer; a marker without a finish is a cut answer with a polite end. */
  #finish(marker: Frame | undefined): Passed {
    const failure: GatewayError | undefined = this.#watcher.end(marker === this.#terminal ? 'body' : 'marker')
    if (failure) return { frames: [], failure }
    const held = [...this.#heldText(), ...this.#missingStops()]
    // Some proxies put `[DONE]` on every stream; a client whose protocol has no marker takes it for broken JSON.
    if (this.#terminal === undefined || marker === undefined) return { frames: held, over: 'complete' }
    const passes = held.length === 0 && marker !== this.#terminal
    return { frames: passes ? 'same' : [...held, this.#terminal], over: 'complete' }
  }

  #filter(view: FrameView, { event }: StreamMessage, text: TextFilter): Passed {
    let changed = false
    const stopped: TextSlot[] = []
    for (const slot of view.textSlots()) {
      const wasEnded = text.ended(slot.choice)
      if (wasEnded) slot.remove()
      else if (!this.#replace(slot, text)) continue
      changed = true
      if (!wasEnded && text.ended(slot.choice)) stopped.push(slot)
    }
    return changed ? this.#rewritten(view, event, stopped, text) : view
  }

  /** Puts what may go out into the frame. Returns whether that changes it. */
  #replace(slot: TextSlot, text: TextFilter): boolean {
    this.#filtered.add(slot.choice)
    const before = slot.text
    const free = text.push(slot.choice, before)
    const after = slot.finished ? free + text.end(slot.choice) : free
    if (after === before && !text.ended(slot.choice)) return false
    slot.text = after
    return true
  }

  #rewritten(view: FrameView, event: string | undefined, stopped: readonly TextSlot[], text: TextFilter): Passed {
    // Of a frame that holds a tag the text before it goes out, and nothing else.
    const last = stopped.flatMap(({ choice, text: before }) => this.#watcher.textFrames(choice, before, view))
    for (const slot of stopped) slot.remove()
    const rest = this.#rest(view, event)
    const choices = stopped.map(({ choice }) => choice)
    if (text.done) {
      return {
        frames: [...rest, ...last, ...this.#watcher.endFrames(choices, this.#includeUsage)],
        over: 'early-stop',
        output: true,
      }
    }
    const stops = choices.length > 0 ? this.#watcher.stopFrames(choices) : []
    return { frames: [...rest, ...last, ...stops], output: view.output }
  }

  #rest(view: FrameView, event: string | undefined): readonly Frame[] {
    const { json } = view
    if (json === undefined || view.textSlots().length === 0) return []
    return [{ data: JSON.stringify(json), json, event }]
  }
}
