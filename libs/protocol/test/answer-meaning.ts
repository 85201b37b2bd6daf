import {
  type FinishReason,
  isJsonObject,
  type JsonObject,
  type MediaEvent,
  type Signature,
  type StreamEvent,
  type StreamMessage,
} from '../src/index.ts'

export interface MeantCall {
  readonly id: string
  readonly name: string
  readonly signature: Signature | undefined
  arguments: string
}

/** What an answer says, however it was cut into blocks and deltas. */
export interface Meaning {
  text: string
  reasoning: string
  readonly calls: MeantCall[]
  readonly media: Pick<MediaEvent, 'part' | 'signature'>[]
  reasons: readonly string[]
  usage: Readonly<Record<string, number>>
}

/**
 * Folds the events of a one-choice answer. Usage leaves out zeros, which some dialects must say for "unknown".
 * Arguments are compared as the values they stand for: an encoder mends a lone surrogate that was written as an escape.
 */
export function meaningOf(events: readonly StreamEvent[]): Meaning {
  const meaning: Meaning = { text: '', reasoning: '', calls: [], media: [], reasons: [], usage: {} }
  for (const event of events) {
    // Gemini has no refusals: its clients read them as text.
    if (event.type === 'text-delta' || event.type === 'refusal-delta') meaning.text += event.text
    else if (event.type === 'reasoning-delta') meaning.reasoning += event.text
    else if (event.type === 'media') meaning.media.push({ part: event.part, signature: event.signature })
    else if (event.type === 'tool-call-start') meaning.calls.push(startedCall(event))
    else if (event.type === 'tool-call-delta') meaning.calls.at(-1)!.arguments += event.arguments
    else if (event.type === 'finish') {
      for (const call of meaning.calls) call.arguments = meantArguments(call.arguments)
      meaning.reasons = event.choices.map((choice) => commonReason(choice.reason))
      meaning.usage = Object.fromEntries(Object.entries(event.usage ?? {}).filter(([, count]) => Boolean(count)))
    }
  }
  return meaning
}

/** No dialect here has a word of its own for the last two. */
function commonReason(reason: FinishReason): FinishReason {
  if (reason === 'refusal') return 'content-filter'
  return reason === 'pause' ? 'length' : reason
}

function startedCall({ id, name, signature }: Extract<StreamEvent, { type: 'tool-call-start' }>): MeantCall {
  return { id, name, signature, arguments: '' }
}

/** Arguments that are no JSON stay as they are: the answer was stopped inside a call. */
function meantArguments(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, (_key, value) => (typeof value === 'string' ? value.toWellFormed() : value)))
  } catch {
    return text
  }
}

/** The same answer with every delta cut into single characters. */
export function rechunked(events: readonly StreamEvent[]): StreamEvent[] {
  return events.flatMap((event): StreamEvent[] => {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'refusal-delta')
      return [...event.text].map((text) => ({ ...event, text }))
    if (event.type === 'tool-call-delta') return [...event.arguments].map((text) => ({ ...event, arguments: text }))
    return [event]
  })
}

/** Every string of a value, keys included. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsOf(member)])
}

/** The JSON objects of one message; several when a whole body came as one array. */
export function payloadsOf({ data }: StreamMessage): JsonObject[] {
  if (data === '' || data === '[DONE]') return []
  const value: unknown = JSON.parse(data)
  return objects(Array.isArray(value) ? value : [value])
}

/** The objects of a list; none when it is no list. */
export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
