import type { MediaEvent, StreamEvent } from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import { signatureMember, textJson } from './chunk.ts'
import { ChunkStream } from './chunk-stream.ts'
import type { EncoderOptions } from './stream.ts'

export interface EventEncoder {
  /** The frames that this event completes; none for an `error` event. */
  encode(event: StreamEvent): readonly Frame[]
  /** What this protocol has no place for. */
  readonly lost: ReadonlySet<string>
}

type Handlers = { [T in StreamEvent['type']]: (event: Extract<StreamEvent, { type: T }>) => readonly Frame[] }

const none: readonly Frame[] = []

/**
 * Canonical events as chunks, in the order that OpenAI's helpers need: the roles of all choices ascending, deltas, one
 * finish per choice, usage, `[DONE]`. Nothing is sent before there is output or a finish.
 */
export function createEncoder(options: EncoderOptions): EventEncoder {
  const stream = new ChunkStream(options)
  const lost = new Set<string>()
  const on = createHandlers(stream, options, lost)
  return {
    lost,
    encode(event) {
      const handle = on[event.type] as (event: StreamEvent) => readonly Frame[]
      return handle(event)
    },
  }
}

function createHandlers(
  stream: ChunkStream,
  { includeThoughts, includeUsage }: EncoderOptions,
  lost: Set<string>,
): Handlers {
  /** What cannot be carried must not vanish without a word. */
  const omitted = ({ choice, part }: MediaEvent) => {
    lost.add('answer.media')
    return stream.delta(choice, `{"content":${textJson(`[${part.mimeType ?? 'media'} omitted]`)}}`)
  }
  return {
    start(event) {
      stream.start(event)
      return none
    },
    'text-start': () => none,
    'text-delta': ({ choice, text }) => (text === '' ? none : stream.delta(choice, `{"content":${textJson(text)}}`)),
    'text-end': ({ choice, signature }) => {
      const member = signatureMember(signature)
      // It stands alone here: without its comma.
      return member === '' ? none : stream.delta(choice, `{${member.slice(1)}}`)
    },
    'refusal-start': () => none,
    'refusal-delta': ({ choice, text }) => (text === '' ? none : stream.refusal(choice, text)),
    'refusal-end': () => none,
    'reasoning-start': () => none,
    'reasoning-delta': ({ choice, text }) =>
      includeThoughts && text !== '' ? stream.delta(choice, `{"reasoning_content":${textJson(text)}}`) : none,
    'reasoning-end': () => none,
    'tool-call-start': (event) => {
      stream.startCall(event)
      return none
    },
    'tool-call-delta': ({ choice, arguments: piece }) => (piece === '' ? none : stream.callArguments(choice, piece)),
    'tool-call-end': ({ choice }) => stream.endCall(choice),
    media: (event) => stream.media(event) ?? omitted(event),
    citation({ choice, citation }) {
      stream.cite(choice, citation)
      return none
    },
    // Nobody but its vendor can read it, and no member of this protocol carries it.
    'redacted-reasoning': () => {
      lost.add('answer.redacted_reasoning')
      return none
    },
    finish: (event) => stream.finish(event, includeUsage),
    error: () => none,
  }
}
