import type { Signature } from '../../canonical/blocks.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import type { Sources } from '../../codec.ts'
import type { Decoding } from '../../decoding.ts'
import type { JsonObject } from '../../json/json.ts'
import type { CallSlot } from '../call-slots.ts'
import { contentText, objectOf, objectsOf, signatureOf, stringOf } from '../wire.ts'
import { ChoiceCalls } from './choice-calls.ts'
import { type AnswerImage, citationsOf, imagesOf } from './decode-sources.ts'
import { saysCall, thoughtOf } from './delta.ts'
import type { SeenOutput } from './finish.ts'
import { HeldOutput, type TextKind } from './held-output.ts'

/**
 * The blocks of one choice. The first call runs as it comes; everything after it waits for the finish, because its
 * fragments may still come: vendors interleave parallel calls, and only the finish says that a call is whole.
 */
export class ChoiceDecoder {
  readonly #choice: number
  readonly #firstCallOnly: boolean
  readonly #calls: ChoiceCalls
  readonly #held = new HeldOutput()
  readonly #heldImages: AnswerImage[] = []
  #open: TextKind | CallSlot | undefined
  #refused = false

  constructor(choice: number, decoding: Decoding, sources: Sources) {
    this.#choice = choice
    this.#firstCallOnly = decoding.firstCallOnly
    this.#calls = new ChoiceCalls(choice, decoding, sources)
  }

  get seen(): SeenOutput {
    return { calls: this.#calls.size > 0, refusal: this.#refused }
  }

  /** @throws GatewayError bad-upstream-response when too much waits for an earlier block. */
  *delta(delta: JsonObject): Iterable<StreamEvent> {
    yield* this.#text('reasoning', thoughtOf(delta))
    yield* this.#text('text', contentText(delta.content))
    const refusal = stringOf(delta.refusal)
    if (refusal !== undefined) {
      this.#refused = true
      yield* this.#text('refusal', refusal)
    }
    const signature = signatureOf(delta)
    if (signature !== undefined) yield* this.#signature(signature)
    for (const citation of citationsOf(delta.annotations)) yield { type: 'citation', choice: this.#choice, citation }
    yield* this.#images(imagesOf(delta.images))
    for (const fragment of objectsOf(delta.tool_calls)) yield* this.#call(fragment)
    const older = objectOf(delta.function_call)
    if (older) yield* this.#call({ index: 0, function: older })
  }

  /** Ends what is open and gives what was held back. @throws GatewayError bad-upstream-response for a nameless call. */
  *finish(): Iterable<StreamEvent> {
    yield* this.#close()
    for (const slot of this.#calls.waiting(this.#firstCallOnly)) yield* this.#start(slot)
    for (const { kind, text } of this.#held.texts) yield* this.#textNow(kind, text)
    yield* this.#close()
    for (const image of this.#heldImages) yield* this.#image(image)
  }

  *#text(kind: TextKind, text: string): Iterable<StreamEvent> {
    if (text === '') return
    if (this.#calls.size === 0) yield* this.#textNow(kind, text)
    else this.#held.add(kind, text)
  }

  *#textNow(kind: TextKind, text: string): Iterable<StreamEvent> {
    const choice = this.#choice
    if (this.#open !== kind) {
      yield* this.#close()
      this.#open = kind
      yield { type: `${kind}-start`, choice }
    }
    yield { type: `${kind}-delta`, choice, text }
  }

  /** A signature belongs to the text before it, or stands alone; a signed text takes no more. */
  *#signature(signature: Signature): Iterable<StreamEvent> {
    if (this.#calls.size > 0) return
    const choice = this.#choice
    if (this.#open !== 'text') {
      yield* this.#close()
      yield { type: 'text-start', choice }
    }
    this.#open = undefined
    yield { type: 'text-end', choice, signature }
  }

  /** Like texts, pictures wait for calls whose fragments may still come. */
  *#images(images: readonly AnswerImage[]): Iterable<StreamEvent> {
    if (this.#calls.size > 0) for (const image of images) this.#heldImages.push(image)
    else for (const image of images) yield* this.#image(image)
  }

  *#image({ part, signature }: AnswerImage): Iterable<StreamEvent> {
    yield* this.#close()
    yield { type: 'media', choice: this.#choice, part, ...(signature && { signature }) }
  }

  *#call(fragment: JsonObject): Iterable<StreamEvent> {
    if (!saysCall(fragment)) return
    const { slot, said, held } = this.#calls.add(fragment)
    this.#held.count(held)
    yield* this.#calls.more(said)
    if (this.#calls.mayStart(slot)) yield* this.#start(slot)
  }

  *#start(slot: CallSlot): Iterable<StreamEvent> {
    yield* this.#close()
    this.#open = slot
    yield* this.#calls.start(slot)
  }

  *#close(): Iterable<StreamEvent> {
    const open = this.#open
    this.#open = undefined
    if (typeof open === 'object') yield* this.#calls.end(open)
    else if (open !== undefined) yield { type: `${open}-end`, choice: this.#choice }
  }
}
