import { joinedBase64 } from '../../base64.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { CallPieces } from '../call-pieces.ts'

/** The parts of one candidate's content, gathered from the events of its stream. */
export class FoldedParts {
  readonly #parts: JsonObject[] = []
  readonly #calls = new CallPieces()
  /** The data of parts that are raw sound. */
  readonly #sounds = new Map<JsonObject, string[]>()

  /**
   * Takes the parts of one event. Its texts stay apart, as Google's whole answer has them; only the first goes on with
   * the text of the event before.
   * @throws GatewayError bad-upstream-response for a piece of a call that fits nowhere.
   */
  add(parts: readonly JsonObject[]): void {
    for (const [place, part] of parts.entries()) {
      if (isJsonObject(part.functionCall)) this.#addCall(part.functionCall, part)
      else this.#addOther(part, place === 0)
    }
  }

  get list(): JsonObject[] {
    return this.#parts.map((part) => {
      const sound = this.#sounds.get(part)
      return sound ? { ...part, inlineData: { ...objectOf(part.inlineData), data: joinedBase64(sound) } } : part
    })
  }

  #addCall(functionCall: JsonObject, part: JsonObject): void {
    const piece = this.#calls.add(functionCall)
    if (piece.kind === 'call') this.#push({ ...part, functionCall: piece.call })
  }

  #addOther(part: JsonObject, isFirst: boolean): void {
    this.#calls.close()
    const last = this.#parts.at(-1)
    if (last && isFirst && isPlainText(last) && isPlainText(part) && isThought(last) === isThought(part)) {
      last.text += part.text
      return
    }
    const data = rawSoundOf(part)
    const sound = last && isSameSound(last, part) ? this.#sounds.get(last) : undefined
    if (sound && data !== undefined) sound.push(data)
    else this.#push({ ...part })
  }

  #push(part: JsonObject): void {
    this.#parts.push(part)
    const data = rawSoundOf(part)
    if (data !== undefined) this.#sounds.set(part, [data])
  }
}

/** Samples without a container: their pieces make one sound when they are joined. Google's speech models stream them. */
const rawSound = /^audio\/(?:x-)?(?:l8|l16|l24|pcm|raw)\b/i

function rawSoundOf({ inlineData }: JsonObject): string | undefined {
  if (!isJsonObject(inlineData) || typeof inlineData.data !== 'string') return undefined
  return typeof inlineData.mimeType === 'string' && rawSound.test(inlineData.mimeType) ? inlineData.data : undefined
}

/** Of one type, and nothing attached to either. */
function isSameSound(last: JsonObject, part: JsonObject): boolean {
  const bare = [last, part].every((sound) => Object.keys(sound).length === 1)
  return bare && objectOf(last.inlineData)?.mimeType === objectOf(part.inlineData)?.mimeType
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined
}

type PlainText = JsonObject & { text: string }

/** Text with nothing attached: a signed part must stay alone, or its signature no longer fits. */
function isPlainText(part: JsonObject): part is PlainText {
  return typeof part.text === 'string' && Object.keys(part).every((key) => key === 'text' || key === 'thought')
}

function isThought(part: JsonObject): boolean {
  return part.thought === true
}
