import type { Citation, TokenLogprob } from '../../canonical/blocks.ts'
import { GatewayError } from '../../canonical/error.ts'

import type { ChoiceFinish, StreamEvent } from '../../canonical/event.ts'
import type { Usage } from '../../canonical/usage.ts'
import { ChoiceNumbers } from '../../choice-numbers.ts'
import type { EventDecoder, Sources, StreamMessage } from '../../codec.ts'
import type { Decoding } from '../../decoding.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'
import { wellFormedText } from '../../well-formed.ts'
import { withWholeCharacters } from '../../whole-characters.ts'
import { badAnswer, emptyResponse, truncated } from '../outcome.ts'
import { decodeUsage, usageOf } from '../usage.ts'
import { type Choice, choicesOf, deltaOf, doneMarker, finishReasonOf, stringOf } from '../wire.ts'
import { ChoiceDecoder } from './choice-decoder.ts'
import { decodeLogprobs } from './decode-logprobs.ts'
import { sourcesOf } from './decode-sources.ts'
import { reportedError } from './errors.ts'
import { decodeReason } from './finish.ts'
import { lostOfChunk, lostOfDelta } from './lost.ts'
import { unfold } from './unfold.ts'

export function createDecoder(decoding: Decoding, sources: Sources): EventDecoder {
  return withWholeCharacters(new ChatDecoder(decoding, sources))
}

interface ChoiceState {
  readonly decoder: ChoiceDecoder
  readonly logprobs: TokenLogprob[]
  /** The vendor's last word about the end. Some say one in every chunk, so only the stream's end makes it final. */
  raw: string | undefined
}

/** One vendor's stream of chunks as canonical events. The finish is held until `[DONE]` or the body's end. */
class ChatDecoder implements EventDecoder {
  readonly #decoding: Decoding
  readonly #sources: Sources
  readonly #choices = new Map<number, ChoiceState>()
  readonly #numbers: ChoiceNumbers
  readonly lost = new Set<string>()
  /** What the vendor names beside its choices. */
  #cited: readonly Citation[] = []
  #usage: JsonObject | undefined
  /** The first text that was no SSE: maybe the whole answer. */
  #bareText: string | undefined
  #started = false
  #over = false

  constructor(decoding: Decoding, sources: Sources) {
    this.#decoding = decoding
    this.#sources = sources
    this.#numbers = new ChoiceNumbers(decoding.choices)
  }

  get usage(): Usage | undefined {
    return this.#usage && decodeUsage(this.#usage)
  }

  *push(message: StreamMessage): Iterable<StreamEvent> {
    if (!this.#over) yield* this.#guarded(this.#message(message))
  }

  *end(): Iterable<StreamEvent> {
    if (!this.#over) yield* this.#guarded(this.#end())
  }

  *#guarded(events: Iterable<StreamEvent>): Iterable<StreamEvent> {
    try {
      yield* events
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      this.#over = true
      yield* this.#start({})
      yield { type: 'error', error }
    }
  }

  *#message({ data, event, bare }: StreamMessage): Iterable<StreamEvent> {
    const text = data.trim()
    if (text === '') return
    if (text === doneMarker) return yield* this.#end(this.#decoding.quirks?.doneIsFinish)
    const value = parseJson(text)
    const error = reportedError(value, event)
    if (error) throw error
    if (bare) this.#bareText ??= text
    else if (isJsonObject(value)) yield* this.#payload(value)
    else throw badAnswer('a stream that is not JSON')
  }

  *#payload(payload: JsonObject): Iterable<StreamEvent> {
    this.#usage = usageOf(payload) ?? this.#usage
    if (payload.citations !== undefined || payload.search_results !== undefined) this.#cited = sourcesOf(payload)
    for (const name of lostOfChunk(payload)) this.lost.add(name)
    const choices = choicesOf(payload)
    if (choices.length > 0) yield* this.#start(payload)
    for (const choice of choices) yield* this.#choice(choice)
  }

  *#choice({ index, json }: Choice): Iterable<StreamEvent> {
    const state = this.#stateOf(this.#numbers.numberOf(index))
    const delta = deltaOf(json)
    if (delta) {
      yield* state.decoder.delta(delta)
      for (const name of lostOfDelta(delta)) this.lost.add(name)
    }
    if (json.logprobs) for (const token of decodeLogprobs(json.logprobs)) state.logprobs.push(token)
    state.raw = finishReasonOf(json) ?? state.raw
  }

  #stateOf(choice: number): ChoiceState {
    const known = this.#choices.get(choice)
    if (known) return known
    const decoder = new ChoiceDecoder(choice, this.#decoding, this.#sources)
    const state: ChoiceState = { decoder, logprobs: [], raw: undefined }
    this.#choices.set(choice, state)
    return state
  }

  *#start(payload: JsonObject): Iterable<StreamEvent> {
    if (this.#started) return
    this.#started = true
    const id = stringOf(payload.id)?.replace(/^chatcmpl-/, '')
    const model = stringOf(payload.model)
    yield { type: 'start', id: id ? wellFormedText(id) : undefined, model: model && wellFormedText(model) }
  }

  /** `isFinish`: an answer without a finish reason ends here all the same. */
  *#end(isFinish = false): Iterable<StreamEvent> {
    if (this.#choices.size === 0) {
      if (this.#bareText === undefined) throw emptyResponse()
      // A vendor that would not stream, under the wrong content type.
      for (const { data } of unfold(this.#bareText)) if (data !== doneMarker) yield* this.#message({ data })
    }
    const choices = [...this.#choices].toSorted(([a], [b]) => a - b)
    const finishes = choices.map(([choice, state]) => finishOf(choice, state, isFinish))
    for (const [, { decoder }] of choices) yield* decoder.finish()
    for (const citation of this.#cited) yield { type: 'citation', choice: 0, citation }
    this.#over = true
    yield { type: 'finish', choices: finishes, usage: this.usage }
  }
}

/** @throws GatewayError truncated for a choice that has no finish. */
function finishOf(choice: number, { decoder, raw, logprobs }: ChoiceState, isFinish: boolean): ChoiceFinish {
  if (raw === undefined && !isFinish) throw truncated()
  return {
    choice,
    reason: decodeReason(raw ?? 'stop', decoder.seen),
    ...(raw !== undefined && { raw: wellFormedText(raw) }),
    ...(logprobs.length > 0 && { logprobs }),
  }
}
