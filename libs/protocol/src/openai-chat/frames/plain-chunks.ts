import type { JsonObject } from '../../json/json.ts'
import type { FrameView, TextSlot } from '../../passing/watcher.ts'
import { usageOf } from '../usage.ts'
import { choicesOf, finishReasonOf, isSaid, objectOf } from '../wire.ts'
import { textSlots } from './slots.ts'

/** Some vendors end every chunk with a member that is never twice the same: after so many misses nothing is learned. */
const MISSES_MAX = 8

const CONTENT = '"content":"'

/** The inside of a JSON string that means what it says. */
const plainText = /^[^"\\\u0000-\u001f]+$/

/**
 * Knows chunks that differ from the last one in nothing but their text, which is what a stream nearly wholly consists of:
 * with the same bytes before and after a plain string, such a chunk is as valid as that one, says as little beside its
 * text, and need not be parsed.
 */
export class PlainChunks {
  #before = ''
  #after = ''
  #misses = 0

  /** The view of such a chunk; undefined for one that must be read. */
  view(data: string): FrameView | undefined {
    const before = this.#before
    const textEnd = data.length - this.#after.length
    if (before === '' || textEnd <= before.length || !data.startsWith(before) || !data.endsWith(this.#after)) return
    if (!plainText.test(data.slice(before.length, textEnd))) return
    this.#misses = 0
    return new PlainView(data)
  }

  /** Takes a chunk that was read as the pattern for those after it. */
  learn(data: string, chunk: JsonObject): void {
    this.#before = ''
    if (++this.#misses > MISSES_MAX) return
    const text = onlyTextOf(chunk)
    if (text === undefined || !plainText.test(text)) return
    const at = data.indexOf(CONTENT) + CONTENT.length
    // The first member of that name might be another one, deeper inside.
    if (at < CONTENT.length || data.slice(at, at + text.length + 1) !== `${text}"`) return
    if (data.indexOf(CONTENT, at) !== -1) return
    this.#before = data.slice(0, at)
    this.#after = data.slice(at + text.length)
  }
}

/** The text of a chunk that says nothing else. */
function onlyTextOf(chunk: JsonObject): string | undefined {
  const [choice, ...others] = choicesOf(chunk)
  if (choice === undefined || others.length > 0 || finishReasonOf(choice.json) !== undefined) return undefined
  const delta = objectOf(choice.json.delta) ?? {}
  for (const name in delta) if (name !== 'content' && isSaid(delta[name])) return undefined
  return typeof delta.content === 'string' && usageOf(chunk) === undefined ? delta.content : undefined
}

/** Parsed only when somebody looks inside. */
class PlainView implements FrameView {
  readonly frames = 'same'
  readonly output = true
  readonly terminal = false
  readonly usageOnly = false
  readonly error = undefined
  readonly #data: string
  #json: JsonObject | undefined

  constructor(data: string) {
    this.#data = data
  }

  get json(): JsonObject {
    this.#json ??= JSON.parse(this.#data) as JsonObject
    return this.#json
  }

  textSlots(): readonly TextSlot[] {
    return textSlots(this.json)
  }
}
