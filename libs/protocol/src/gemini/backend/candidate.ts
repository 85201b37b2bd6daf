import { CallIds } from '../../call-ids.ts'
import type { MediaContent, Signature, TokenLogprob } from '../../canonical/blocks.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import type { Sources } from '../../codec.ts'
import { inputOfArguments } from '../../custom-tools.ts'
import type { ClientTool, Decoding } from '../../decoding.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { signatureOfPart } from '../../signature.ts'
import { wellFormed, wellFormedText } from '../../well-formed.ts'
import { CallPieces } from '../call-pieces.ts'
import { partsOf } from '../frames/candidates.ts'
import { citationsOf, saysSources } from './citations.ts'
import { decodeLogprobs } from './decode-logprobs.ts'
import { type CandidateEnd, reasonName, withGoogleMembers } from './finish.ts'
import { lostOfPart } from './lost.ts'
import { mediaOf } from './media.ts'
import { textOfPart } from './part-text.ts'

type TextKind = 'text' | 'reasoning'

/** One candidate's parts as blocks, added to the events of a payload, and what is known of its end. */
export class CandidateDecoder {
  readonly #choice: number
  readonly #decoding: Decoding
  readonly #lost: Set<string>
  readonly #calls = new CallPieces()
  #open: TextKind | undefined
  /** Begun, and its arguments not given yet: pieces of them may still come. */
  #openCall: JsonObject | undefined
  #sawCall = false
  #sawText = false
  #sawThought = false
  #reason: string | undefined
  #google: JsonObject = {}
  #grounding: Json | undefined
  readonly #text: string[] = []
  readonly #logprobs: TokenLogprob[] = []
  readonly #ids: CallIds

  /** `lost`: gets the names of what no event carries. */
  constructor(choice: number, decoding: Decoding, sources: Sources, lost: Set<string>) {
    this.#choice = choice
    this.#decoding = decoding
    this.#ids = new CallIds(sources)
    this.#lost = lost
  }

  push(candidate: JsonObject, events: StreamEvent[]): void {
    for (const part of partsOf(candidate)) this.#part(part, events)
    // Some models say STOP in every payload, so the last reason counts when the body ends.
    this.#reason = reasonName(candidate.finishReason) ?? this.#reason
    this.#google = withGoogleMembers(this.#google, candidate)
    if (saysSources(candidate.groundingMetadata)) this.#grounding = candidate.groundingMetadata
    if (candidate.logprobsResult)
      for (const token of decodeLogprobs(candidate.logprobsResult)) this.#logprobs.push(token)
  }

  /** Where the text's statements come from; said once, when the text is whole. */
  cite(events: StreamEvent[]): void {
    for (const citation of citationsOf(this.#grounding, this.#text.join(''))) {
      events.push({ type: 'citation', choice: this.#choice, citation })
    }
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
      logprobs: this.#logprobs,
    }
  }

  /** Thoughts came and nothing else. */
  get onlyThought(): boolean {
    return this.#sawThought && !this.#sawText && !this.#sawCall
  }

  close(events: StreamEvent[], signature?: Signature): void {
    if (this.#open) events.push(this.#named(this.#open, 'end', signature))
    this.#open = undefined
    this.#endCall(events)
  }

  #part(part: JsonObject, events: StreamEvent[]): void {
    if (isJsonObject(part.functionCall)) {
      this.#call(part.functionCall, signatureOfPart(part), events)
      return
    }
    const media = mediaOf(part)
    if (media) {
      this.#media(media, signatureOfPart(part), events)
      return
    }
    const lost = lostOfPart(part)
    if (lost !== undefined) this.#lost.add(lost)
    const text = textOfPart(part)
    // A signed part without `thought: true` is answer text.
    if (text === undefined) return
    // The signature of what is not carried would come back on something else.
    const signature = lost === undefined ? signatureOfPart(part) : undefined
    this.#texts(part.thought === true ? 'reasoning' : 'text', text, signature, events)
  }

  #media(part: MediaContent, signature: Signature | undefined, events: StreamEvent[]): void {
    this.close(events)
    this.#sawText = true
    events.push({ type: 'media', choice: this.#choice, part, ...(signature !== undefined && { signature }) })
  }

  #texts(kind: TextKind, text: string, signature: Signature | undefined, events: StreamEvent[]): void {
    if (text === '' && signature === undefined) return
    if (this.#open !== kind) {
      this.close(events)
      events.push(this.#named(kind, 'start'))
      this.#open = kind
    }
    if (text !== '') {
      if (kind === 'text') this.#sawText = true
      else this.#sawThought = true
      if (kind === 'text') this.#text.push(text)
      events.push({ type: kind === 'text' ? 'text-delta' : 'reasoning-delta', choice: this.#choice, text })
    }
    if (signature !== undefined) this.close(events, signature)
  }

  #named(kind: TextKind, verb: 'start' | 'end', signature?: Signature): StreamEvent {
    const event = { type: `${kind}-${verb}`, choice: this.#choice } as const
    return signature === undefined ? event : { ...event, type: `${kind}-end`, signature }
  }

  /** @throws GatewayError bad-upstream-response for a piece of a call that fits nowhere. */
  #call(functionCall: JsonObject, signature: Signature | undefined, events: StreamEvent[]): void {
    const piece = this.#calls.add(functionCall)
    if (piece.kind === 'call') {
      this.close(events)
      this.#startCall(piece.call, signature, events)
    }
    if (!this.#calls.isOpen) this.#endCall(events)
  }

  #startCall(call: JsonObject, signature: Signature | undefined, events: StreamEvent[]): void {
    if (this.#sawCall && this.#decoding.firstCallOnly) return
    this.#sawCall = true
    this.#openCall = call
    const { id } = call
    const tool = this.#toolOf(call)
    events.push({
      type: 'tool-call-start',
      choice: this.#choice,
      id: this.#ids.take(typeof id === 'string' ? wellFormedText(id) : ''),
      ...tool,
      ...(signature !== undefined && { signature }),
    })
  }

  #toolOf({ name }: JsonObject): ClientTool {
    const given = typeof name === 'string' ? wellFormedText(name) : ''
    return this.#decoding.toolNames.get(given) ?? { name: given }
  }

  #endCall(events: StreamEvent[]): void {
    const call = this.#openCall
    if (!call) return
    this.#openCall = undefined
    this.#calls.close()
    const choice = this.#choice
    const text = JSON.stringify(wellFormed(call.args ?? {}))
    const isCustom = this.#toolOf(call).custom
    events.push({ type: 'tool-call-delta', choice, arguments: isCustom ? inputOfArguments(text) : text })
    events.push({ type: 'tool-call-end', choice })
  }
}
