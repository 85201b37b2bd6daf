import type { Signature } from '../../canonical/blocks.ts'
import type { ToolCallStartEvent } from '../../canonical/event.ts'
import { argumentsOfInput } from '../../custom-tools.ts'
import { isJsonObject } from '../../json/json.ts'
import { escapeLineSeparators } from '../../json/line.ts'
import { parseJson } from '../../json/parse.ts'
import { geminiSignatureText } from '../../signature.ts'
import { isWellFormed, wellFormed } from '../../well-formed.ts'
import { jsonText } from './wire.ts'

/** Most characters of one call's arguments; a call beyond it counts as malformed. */
const argumentsCharsMax = 16_777_216

interface OpenCall {
  readonly start: ToolCallStartEvent
  readonly pieces: string[]
  chars: number
}

/** Gathers the calls of one answer until they are whole: Gemini has no fragments. At most one is open per choice. */
export class CallCollector {
  readonly #open = new Map<number, OpenCall>()
  readonly #malformed = new Map<number, string>()

  /** Per choice, the name of a call whose arguments were no JSON object. */
  get malformed(): ReadonlyMap<number, string> {
    return this.#malformed
  }

  start(start: ToolCallStartEvent): void {
    this.#open.set(start.choice, { start, pieces: [], chars: 0 })
  }

  add(choice: number, piece: string): void {
    const call = this.#open.get(choice)
    if (!call) return
    call.chars += piece.length
    if (call.chars <= argumentsCharsMax) call.pieces.push(piece)
    else call.pieces.length = 0
  }

  /** The whole call's part as JSON text; undefined for a malformed one: Python refuses the whole answer for it. */
  end(choice: number): string | undefined {
    const call = this.#open.get(choice)
    if (!call) return undefined
    this.#open.delete(choice)
    const { start, pieces, chars } = call
    const args = chars > argumentsCharsMax ? undefined : argsOf(start, pieces.join(''))
    if (args === undefined) this.#malformed.set(choice, start.name)
    return args === undefined ? undefined : callPart(start, args)
  }
}

/** A member that begins with its comma, or nothing: Python throws on a signature that is not base64. */
export function signatureMember(signature: Signature | undefined): string {
  const text = geminiSignatureText(signature)
  return text === undefined ? '' : `,"thoughtSignature":${jsonText(text)}`
}

function callPart({ id, name, signature }: ToolCallStartEvent, args: string): string {
  const call = `{"id":${jsonText(id)},"name":${jsonText(name)},"args":${args}}`
  return `{"functionCall":${call}${signatureMember(signature)}}`
}

function argsOf({ custom }: ToolCallStartEvent, text: string): string | undefined {
  return custom ? jsonText(wellFormed(argumentsOfInput(text))) : argumentsText(text)
}

/** The model's own text where it can stay, so that integers above 2^53 survive. */
function argumentsText(text: string): string | undefined {
  if (text.trim() === '') return '{}'
  const args = parseJson(text)
  if (!isJsonObject(args)) return undefined
  if (!isWellFormed(args)) return jsonText(wellFormed(args))
  return escapeLineSeparators(text.replace(/[\r\n]+/g, ' '))
}
