import { isJsonObject, type JsonObject } from '@sluice/protocol'
import type { RecordedRequest, Simulator } from '@sluice/simulator'
import type { Product } from './product.ts'
import type { RawRequest } from './raw-client.ts'

/** One way through the product: what the client speaks, how it reads its answer, whose model it asks for. */
export interface Way {
  readonly name: string
  readonly dialect: 'openai' | 'gemini'
  readonly framing: 'sse' | 'whole' | 'json-array'
  readonly vendor: 'openai' | 'gemini'
}

const framings = { openai: ['sse', 'whole'], gemini: ['sse', 'whole', 'json-array'] } as const
const both = ['openai', 'gemini'] as const

/** Both dialects, both vendors, every framing: ten ways. */
export const ways: readonly Way[] = both.flatMap((dialect) =>
  both.flatMap((vendor) =>
    framings[dialect].map((framing) => {
      const route = dialect === vendor ? 'passed to' : 'translated for'
      return { name: `${dialect} ${framing}, ${route} ${vendor}`, dialect, framing, vendor }
    }),
  ),
)

export interface Question {
  /** The simulator's script, keys as in libs/simulator/src/script.ts; a flag is `''`. */
  readonly script?: Readonly<Record<string, string | number>>
  readonly headers?: Readonly<Record<string, string>>
  /** Further members of the body. */
  readonly members?: JsonObject
}

/** What every question says after its script. */
export const promptText = 'Say hello, json or not.'

/** The request of a client of this way, with the script in its text. */
export function questionOf(
  product: Pick<Product, 'gatewayUrl'>,
  way: Way,
  { script = {}, headers = {}, members = {} }: Question = {},
): RawRequest {
  const fields = { ...bodyOf(way, promptOf(script)), ...members }
  return { url: product.gatewayUrl + pathOf(way), headers, body: JSON.stringify(fields) }
}

/** What the user says in a question with this script. */
export const promptOf = (script: NonNullable<Question['script']>): string => scriptText(script) + promptText

export const modelOf = ({ vendor }: Way): string => (vendor === 'openai' ? 'sim' : 'gemini-sim')

export function pathOf(way: Way): string {
  if (way.dialect === 'openai') return '/v1/chat/completions'
  const verbs = {
    sse: 'streamGenerateContent?alt=sse',
    'json-array': 'streamGenerateContent',
    whole: 'generateContent',
  }
  return `/v1beta/models/${modelOf(way)}:${verbs[way.framing]}`
}

function bodyOf(way: Way, text: string): JsonObject {
  if (way.dialect === 'gemini') return { contents: [{ role: 'user', parts: [{ text }] }] }
  return { model: modelOf(way), messages: [{ role: 'user', content: text }], stream: way.framing === 'sse' }
}

function scriptText(script: Readonly<Record<string, string | number>>): string {
  const steps = Object.entries(script).map(([key, value]) => (value === '' ? key : `${key}=${escaped(String(value))}`))
  return steps.length === 0 ? '' : `[[sim:${steps.join(';')}]]`
}

/** What would end a value of a script. */
function escaped(value: string): string {
  return value.replace(/[%;\]]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
}

export const simulatorOf = (product: Product, { vendor }: Way): Simulator =>
  vendor === 'openai' ? product.upstream : product.gemini

/** The requests of one question at its vendor, told apart by a word in its text or script. */
export function requestsWith(simulator: Simulator, word: string): readonly RecordedRequest[] {
  return simulator.requests.filter(({ body }) => body.includes(word))
}

/** The JSON frames of a complete or broken answer; heartbeats and terminal markers are left out. */
export function framesOf({ framing }: Way, text: string): readonly JsonObject[] {
  if (framing === 'sse') {
    const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(/^data: /, ''))
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  }
  const value: unknown = JSON.parse(text)
  return (Array.isArray(value) ? value : [value]).filter(isJsonObject)
}

/** The visible text of an answer, of its first choice unless told otherwise. */
export function textOf(way: Way, text: string, choice = 0): string {
  return framesOf(way, text)
    .flatMap((frame) => (way.dialect === 'openai' ? openaiTexts(frame, choice) : geminiTexts(frame, choice)))
    .join('')
}

/** The finish reasons that an answer gives, in order. */
export function finishesOf(way: Way, text: string): readonly unknown[] {
  const list = way.dialect === 'openai' ? 'choices' : 'candidates'
  const name = way.dialect === 'openai' ? 'finish_reason' : 'finishReason'
  const choices = framesOf(way, text).flatMap((frame) => objects(frame[list]))
  return choices.map((choice) => choice[name]).filter((reason) => reason !== null && reason !== undefined)
}

function openaiTexts(frame: JsonObject, choice: number): unknown[] {
  return objects(frame.choices)
    .filter(({ index }) => index === choice)
    .map((one) => objects([one.delta ?? one.message ?? {}])[0]?.content ?? '')
}

function geminiTexts(frame: JsonObject, choice: number): unknown[] {
  return objects(frame.candidates)
    .filter(({ index }) => (index ?? 0) === choice)
    .flatMap(({ content }) => (isJsonObject(content) ? objects(content.parts) : []))
    .filter(({ thought }) => thought !== true)
    .map(({ text }) => text ?? '')
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
