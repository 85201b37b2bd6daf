import { isJsonObject, type JsonObject } from '../../json/json.ts'
import type { TextSlot } from '../../passing/watcher.ts'
import { type Candidate, candidatesOf, isFinished, partsOf } from './candidates.ts'

/** The visible text of each candidate of a payload; setting one changes the payload. */
export function textSlots(payload: JsonObject): readonly TextSlot[] {
  return candidatesOf(payload).map((candidate) => new CandidateSlot(payload, candidate))
}

class CandidateSlot implements TextSlot {
  readonly choice: number
  readonly finished: boolean
  readonly #payload: JsonObject
  readonly #json: JsonObject

  constructor(payload: JsonObject, { choice, json }: Candidate) {
    this.#payload = payload
    this.choice = choice
    this.finished = isFinished(json)
    this.#json = json
  }

  get text(): string {
    return visibleParts(this.#json)
      .map((part) => part.text)
      .join('')
  }

  set text(text: string) {
    writeText(this.#json, text)
  }

  remove(): void {
    const { candidates } = this.#payload
    if (Array.isArray(candidates)) this.#payload.candidates = candidates.filter((json) => json !== this.#json)
  }
}

function visibleParts(candidate: JsonObject): readonly JsonObject[] {
  return partsOf(candidate).filter((part) => typeof part.text === 'string' && part.thought !== true)
}

/** Parts stay where they are, so that signatures stay on the parts they came with. */
function writeText(candidate: JsonObject, text: string): void {
  const [first, ...rest] = visibleParts(candidate)
  if (!first) {
    if (text !== '') insertText(candidate, text)
    return
  }
  first.text = text
  for (const part of rest) part.text = ''
}

function insertText(candidate: JsonObject, text: string): void {
  const content = isJsonObject(candidate.content) ? candidate.content : { role: 'model' }
  candidate.content = { ...content, parts: [{ text }, ...partsOf(candidate)] }
}
