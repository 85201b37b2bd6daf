import type { Citation } from '../../canonical/blocks.ts'
import type { StartEvent, StreamEvent } from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import { wellFormedText } from '../../well-formed.ts'
import { type AnswerFrames, createAnswerFrames } from './answer-frames.ts'
import { mediaPart } from './media-part.ts'
import type { EncoderOptions } from './stream.ts'
import { CallCollector, signatureMember } from './tool-call.ts'
import { jsonText } from './wire.ts'

export interface EventEncoder {
  /** The frames that this event completes; none for an `error` event. */
  encode(event: StreamEvent): readonly Frame[]
  /** What this protocol has no place for. */
  readonly lost: ReadonlySet<string>
}

type Handlers = { [T in StreamEvent['type']]: (event: Extract<StreamEvent, { type: T }>) => readonly Frame[] }

const none: readonly Frame[] = []

/**
 * Canonical events as Gemini SSE payloads: every one with a part and the role model, function calls whole, all finish
 * reasons and the usage together in the last one.
 */
export function createEncoder(options: EncoderOptions): EventEncoder {
  const lost = new Set<string>()
  const on = createHandlers(options, lost)
  return {
    lost,
    encode(event) {
      const handle = on[event.type] as (event: StreamEvent) => readonly Frame[]
      return handle(event)
    },
  }
}

function createHandlers(options: EncoderOptions, lost: Set<string>): Handlers {
  const calls = new CallCollector()
  const citations = new Map<number, Citation[]>()
  const texts = new Map<number, string[]>()
  let frames: AnswerFrames | undefined
  const part = (choice: number, json: string) => frames?.part(choice, json) ?? none
  return {
    start(event) {
      frames = framesOf(event, options)
      return none
    },
    'text-start': () => none,
    'text-delta': ({ choice, text }) => {
      if (text === '' || frames === undefined) return none
      append(texts, choice, text)
      return frames.text(choice, textJson(text))
    },
    'text-end': ({ choice, signature }) => {
      const member = signatureMember(signature)
      return member === '' ? none : part(choice, `{"text":""${member}}`)
    },
    'reasoning-start': () => none,
    'reasoning-delta': ({ choice, text }) =>
      options.includeThoughts && text !== '' ? part(choice, `{"text":${textJson(text)},"thought":true}`) : none,
    'reasoning-end': () => none,
    'refusal-start': () => none,
    // Gemini has no other place for what the model says in place of an answer.
    'refusal-delta': ({ choice, text }) => (text === '' ? none : (frames?.text(choice, textJson(text)) ?? none)),
    'refusal-end': () => none,
    media: ({ choice, part: media, signature }) => part(choice, mediaPart(media, signature)),
    citation: ({ choice, citation }) => {
      append(citations, choice, citation)
      return none
    },
    // Nobody but its vendor can read it.
    'redacted-reasoning': () => {
      lost.add('answer.redacted_reasoning')
      return none
    },
    'tool-call-start': (event) => {
      calls.start(event)
      return none
    },
    'tool-call-delta': ({ choice, arguments: piece }) => {
      calls.add(choice, piece)
      return none
    },
    'tool-call-end': ({ choice }) => {
      const json = calls.end(choice)
      return json === undefined ? none : part(choice, json)
    },
    finish: (event) => frames?.finish(event, { malformed: calls.malformed, citations, texts }) ?? none,
    error: () => none,
  }
}

function framesOf({ id, model }: StartEvent, { sources, model: asked, answerModel }: EncoderOptions): AnswerFrames {
  return createAnswerFrames({
    modelVersion: answerModel === 'vendor' ? (model ?? asked) : asked,
    createTime: new Date(sources.createdAt * 1000).toISOString(),
    responseId: id ?? sources.randomId(),
  })
}

function textJson(text: string): string {
  return jsonText(wellFormedText(text))
}

function append<Item>(lists: Map<number, Item[]>, choice: number, item: Item): void {
  const list = lists.get(choice)
  if (list) list.push(item)
  else lists.set(choice, [item])
}
