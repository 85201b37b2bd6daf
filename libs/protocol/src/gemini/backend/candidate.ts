import type { StreamEvent } from '../../canonical/event.ts'
import type { Decoding, Sources } from '../../codec.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { signatureOfPart } from '../../signature.ts'
import { wellFormed, wellFormedText } from '../../well-formed.ts'
import { partsOf } from '../frames/candidates.ts'
import { type CandidateEnd, reasonName, withGoogleMembers } from './finish.ts'
import { textOfPart } from './part-text.ts'

type TextKind = 'text' | 'reasoning'

/** One candidate's parts as blocks, and what is known of its end. */
export class CandidateDecoder {
  readonly #choice: number
  readonly #decoding: Decoding
  readonly #sources: Sources
  #open: TextKind | undefined
  #sawCall = false
  #sawText = false
  #reason: string | undefined
  #google: JsonObject = {}

  constructor(choice: number, decoding: Decoding, sources: Sources) {
    this.#choice = choice
    this.#decoding = decoding
    this.#sources = sources
  }

  *push(candidate: JsonObject): Iterable<StreamEvent> {
    for (const part of partsOf(candidate)) yield* this.#part(part)
    // Some models say STOP in every payload, so the last reason counts when the body ends.
    this.#reason = reasonName(candidate.finishReason) ?? this.#reason
    this.#google = withGoogleMembers(this.#google, candidate)
  }

  /** Members about its end that came so far. */
  get google(): JsonObject {
    return this.#google
  }

  /** undefined while no reason was given. */
  get end(): CandidateEnd | undefined {
    if (this.#reason === undefined) return undefined
    return {
      choice: this.#choice,
      raw: this.#reason,
      sawCall: this.#sawCall,
      sawText: this.#sawText,
      google: this.#google,
    }
  }

  *close(signature?: string): Iterable<StreamEvent> {
    if (this.#open) yield this.#named(this.#open, 'end', signature)
    this.#open = undefined
  }

  *#part(part: JsonObject): Iterable<StreamEvent> {
    if (isJsonObject(part.functionCall)) {
      yield* this.#call(part.functionCall, signatureOfPart(part))
      return
    }
    const text = textOfPart(part)
    // A signed part without `thought: true` is answer text.
    if (text !== undefined) yield* this.#text(part.thought === true ? 'reasoning' : 'text', text, signatureOfPart(part))
  }

  *#text(kind: TextKind, text: string, signature: string | undefined): Iterable<StreamEvent> {
    if (text === '' && signature === undefined) return
    if (this.#open !== kind) {
      yield* this.close()
      yield this.#named(kind, 'start')
      this.#open = kind
    }
    if (text !== '') {
      if (kind === 'text') this.#sawText = true
      yield { type: `${kind}-delta`, choice: this.#choice, text }
    }
    if (signature !== undefined) yield* this.close(signature)
  }

  #named(kind: TextKind, verb: 'start' | 'end', signature?: string): StreamEvent {
    const event = { type: `${kind}-${verb}`, choice: this.#choice } as const
    return signature === undefined ? event : { ...event, type: `${kind}-end`, signature }
  }

  *#call({ id, name, args }: JsonObject, signature: string | undefined): Iterable<StreamEvent> {
    yield* this.close()
    if (this.#sawCall && this.#decoding.firstCallOnly) return
    this.#sawCall = true
    const given = typeof name === 'string' ? wellFormedText(name) : ''
    yield {
      type: 'tool-call-start',
      choice: this.#choice,
      id: typeof id === 'string' && id !== '' ? wellFormedText(id) : `call_${this.#sources.randomId()}`,
      name: this.#decoding.toolNames.get(given) ?? given,
      ...(signature !== undefined && { signature }),
    }
    yield { type: 'tool-call-delta', choice: this.#choice, arguments: JSON.stringify(wellFormed(args ?? {})) }
    yield { type: 'tool-call-end', choice: this.#choice }
  }
}
