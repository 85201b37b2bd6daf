import type { TextSlot } from '../../codec.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { type Candidate, candidatesOf, isFinished, partsOf } from './candidates.ts'

/** The visible text of each candidate of a payload; setting one changes the payload. */
export function textSlots(payload: JsonObject): readonly TextSlot[] {
  return candidatesOf(payload).map(createSlot)
}

function createSlot({ choice, json }: Candidate): TextSlot {
  return {
    choice,
    finished: isFinished(json),
    get text() {
      return visibleParts(json)
        .map((part) => part.text)
        .join('')
    },
    set text(text: string) {
      writeText(json, text)
    },
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
