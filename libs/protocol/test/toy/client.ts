import { badRequest } from '../../src/canonical/error.ts'
import type {
  Asked,
  ClientFace,
  ClientStream,
  EncodedError,
  Frame,
  GatewayError,
  Message,
  RequestInput,
  StreamEvent,
} from '../../src/index.ts'
import { EventWriter } from './event-writer.ts'
import { eventFrame, jsonOf, objects } from './wire.ts'

const known = ['model', 'turns', 'stream', 'answers', 'thoughts']

export const toyClient: ClientFace = {
  reportedFields: [],
  outline: (input) => ({
    model: modelOf(input),
    stream: input.body.stream === true,
    choices: typeof input.body.answers === 'number' ? input.body.answers : 1,
    structured: false,
  }),
  decodeRequest(input) {
    const { body } = input
    const messages = objects(body.turns).map(messageOf)
    if (messages.length === 0) throw badRequest('turns', 'turns must have at least one turn.')
    return {
      request: {
        model: modelOf(input),
        system: [],
        messages,
        tools: [],
        builtinTools: [],
        stop: [],
        output: { type: 'text' },
        thinking: { includeThoughts: body.thoughts === true },
      },
      dropped: Object.keys(body).filter((name) => !known.includes(name)),
      nameOf: (field) => `toy.${field}`,
    }
  },
  openStream: (asked) => new ToyStream(asked),
  encodeError,
  limitHeaders: ({ remaining }) => ({ 'x-toy-left': String(remaining) }),
}

function modelOf({ body }: RequestInput): string {
  if (typeof body.model !== 'string' || body.model === '') throw badRequest('model', 'model must be a name.')
  return body.model
}

function messageOf(turn: { readonly [name: string]: unknown }): Message {
  const parts = [{ type: 'text', text: String(turn.say) }] as const
  if (turn.who !== 'user' && turn.who !== 'model') throw badRequest('turns', 'A turn is of user or model.')
  return turn.who === 'user' ? { role: 'user', parts } : { role: 'assistant', parts }
}

function encodeError({ kind, status, message, param }: GatewayError): EncodedError {
  return { status, headers: {}, body: { problem: { kind, text: message, field: param ?? null } } }
}

class ToyStream implements ClientStream {
  readonly #writer: EventWriter
  readonly #model: string
  readonly #ownId: string
  readonly #thoughts: boolean
  #next = 0
  /** The id that the client was told with the opening event. */
  #openedAs: string | undefined

  constructor({ outline, sources, request }: Asked) {
    this.#model = outline.model
    this.#ownId = sources.randomId()
    this.#thoughts = request?.thinking?.includeThoughts ?? false
    this.#writer = new EventWriter(this.#thoughts)
  }

  /** The opening event must stand before it. */
  heartbeat(): string {
    const opening = this.#openedAs === undefined ? [this.#open(this.#ownId, this.#model)] : []
    return [...opening, this.#numbered({ type: 'beat' })].map(sseText).join('')
  }

  shows(event: StreamEvent): boolean {
    return this.#writer.shows(event)
  }

  encode(event: StreamEvent): readonly Frame[] {
    if (event.type === 'start') {
      return this.#openedAs === undefined ? [this.#open(event.id ?? this.#ownId, event.model ?? this.#model)] : []
    }
    return this.#writer.events(event, this.#openedAs ?? '').map((one) => this.#numbered(one))
  }

  readonly adopt = (frame: Frame): Frame | undefined => {
    const event = frame.json ?? jsonOf(frame.data) ?? {}
    const { seq: _, ...rest } = event
    if (rest.type !== 'opened') {
      const id = typeof rest.id === 'string' && rest.type === 'closed' ? { id: this.#openedAs ?? rest.id } : {}
      return this.#numbered({ ...rest, ...id })
    }
    return this.#openedAs === undefined ? this.#open(String(rest.id), String(rest.model)) : undefined
  }

  fail(error: GatewayError) {
    return { writes: [sseText(this.#numbered({ type: 'failed', ...encodeError(error).body }))], apart: false }
  }

  #open(id: string, model: string): Frame {
    this.#openedAs = id
    return this.#numbered({ type: 'opened', id, model })
  }

  #numbered(event: Parameters<typeof eventFrame>[1]): Frame {
    return eventFrame(this.#next++, event)
  }
}

function sseText({ event, data }: Frame): string {
  return `event: ${event}\ndata: ${data}\n\n`
}
