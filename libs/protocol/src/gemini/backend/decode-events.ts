import { GatewayError } from '../../canonical/error.ts'
import type { ChoiceFinish, StreamEvent } from '../../canonical/event.ts'
import type { Usage } from '../../canonical/usage.ts'
import { ChoiceNumbers } from '../../choice-numbers.ts'
import type { EventDecoder, Sources, StreamMessage } from '../../codec.ts'
import type { Decoding } from '../../decoding.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { withWholeCharacters } from '../../whole-characters.ts'
import { candidatesOf, isPromptBlocked } from '../frames/candidates.ts'
import { CandidateDecoder } from './candidate.ts'
import { emptyResponse, reportedError, truncated } from './errors.ts'
import { blockedFinish, failureOf, finishOf } from './finish.ts'
import { payloadsOf } from './payloads.ts'
import { usageFromGemini } from './usage.ts'

/** Reads the stream of one generation, in any of the framings that Gemini and the proxies before it send. */
export function createDecoder(decoding: Decoding, sources: Sources): EventDecoder {
  return withWholeCharacters(new GeminiDecoder(decoding, sources))
}

class GeminiDecoder implements EventDecoder {
  readonly #decoding: Decoding
  readonly #sources: Sources
  readonly #candidates = new Map<number, CandidateDecoder>()
  readonly #numbers: ChoiceNumbers
  readonly lost = new Set<string>()
  #isStarted = false
  /** The finish or an error was given: whatever comes now is ignored. */
  #isOver = false
  /** The last usageMetadata: read only when somebody asks, as nearly every payload replaces it. */
  #usage: JsonObject | undefined
  /** promptFeedback of a refused prompt. */
  #feedback: JsonObject | undefined

  constructor(decoding: Decoding, sources: Sources) {
    this.#decoding = decoding
    this.#sources = sources
    this.#numbers = new ChoiceNumbers(decoding.choices)
  }

  get usage(): Usage | undefined {
    return this.#usage && usageFromGemini(this.#usage)
  }

  push(message: StreamMessage): readonly StreamEvent[] {
    const events: StreamEvent[] = []
    if (this.#isOver) return events
    try {
      for (const payload of payloadsOf(message)) {
        const error = reportedError(payload)
        if (error) throw error
        this.#payload(payload, events)
      }
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      this.#fail(error, events)
    }
    return events
  }

  end(): readonly StreamEvent[] {
    const events: StreamEvent[] = []
    if (this.#isOver) return events
    const error = this.#missingEnd()
    if (error) {
      this.#fail(error, events)
      return events
    }
    this.#isOver = true
    for (const candidate of this.#candidates.values()) {
      candidate.close(events)
      candidate.cite(events)
    }
    const { usage } = this
    events.push({ type: 'finish', choices: this.#finishes(), ...(usage && { usage }) })
    return events
  }

  #payload(payload: JsonObject, events: StreamEvent[]): void {
    this.#start(payload, events)
    for (const { choice, json } of candidatesOf(payload))
      this.#candidate(this.#numbers.numberOf(choice)).push(json, events)
    if (isPromptBlocked(payload) && isJsonObject(payload.promptFeedback)) this.#feedback = payload.promptFeedback
    // Counts are cumulative; some streams end with an empty object.
    const { usageMetadata } = payload
    if (isJsonObject(usageMetadata) && Object.keys(usageMetadata).length > 0) this.#usage = usageMetadata
  }

  #start({ responseId, modelVersion }: JsonObject, events: StreamEvent[]): void {
    if (this.#isStarted) return
    this.#isStarted = true
    events.push({
      type: 'start',
      ...(typeof responseId === 'string' && responseId !== '' && { id: responseId }),
      ...(typeof modelVersion === 'string' && modelVersion !== '' && { model: modelVersion }),
    })
  }

  #fail(error: GatewayError, events: StreamEvent[]): void {
    this.#start({}, events)
    this.#isOver = true
    events.push({ type: 'error', error })
  }

  #candidate(choice: number): CandidateDecoder {
    const known = this.#candidates.get(choice)
    if (known) return known
    const candidate = new CandidateDecoder(choice, this.#decoding, this.#sources, this.lost)
    this.#candidates.set(choice, candidate)
    return candidate
  }

  /** The error that the end of the body stands for. */
  #missingEnd(): GatewayError | undefined {
    if (this.#feedback) return undefined
    const candidates = [...this.#candidates.values()]
    const ends = candidates.map((candidate) => candidate.end)
    if (ends.length === 0) return emptyResponse()
    if (this.#decoding.quirks?.thoughtsAreFinish && candidates.every(({ end, onlyThought }) => end ?? onlyThought)) {
      return undefined
    }
    if (ends.includes(undefined)) return truncated()
    const failures = ends.map((end) => end && failureOf(end))
    return failures.every(Boolean) ? failures[0] : undefined
  }

  #finishes(): ChoiceFinish[] {
    const feedback = this.#feedback
    if (feedback && this.#candidates.size === 0) return [blockedFinish(0, feedback)]
    const ascending = [...this.#candidates].toSorted(([a], [b]) => a - b)
    return ascending.flatMap(([choice, { end, google, onlyThought }]): ChoiceFinish[] => {
      if (end) return [finishOf(end)]
      if (!feedback && onlyThought) return [{ choice, reason: 'stop' }]
      return feedback ? [blockedFinish(choice, feedback, google)] : []
    })
  }
}
