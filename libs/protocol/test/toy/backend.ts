import { errorKinds, GatewayError } from '../../src/canonical/error.ts'
import { cacheMarksOf, foreignExtensions } from '../../src/canonical/reports.ts'
import type {
  BackendFace,
  ErrorKind,
  FinishReason,
  Json,
  JsonObject,
  Message,
  StreamEvent,
  StreamMessage,
  Usage,
} from '../../src/index.ts'
import { isJsonObject } from '../../src/json/json.ts'
import { withWholeCharacters } from '../../src/whole-characters.ts'
import { reasonWords } from './event-writer.ts'
import { choiceOf, jsonOf, objects, said, signatureOf, talkPath, toy } from './wire.ts'

export const toyBackend: BackendFace = {
  prepare(request, { nameOf }) {
    const lost = request.messages.flatMap(lostOf)
    const foreign = foreignExtensions(request, toy).map(nameOf)
    const dropped = [...cacheMarksOf(request).map(({ at }) => at), ...lost, ...foreign]
    const system = request.system.map(({ text }) => ({ who: 'system', say: text }))
    const body = { model: request.model, turns: [...system, ...request.messages.map(turnOf)], stream: true }
    const decoder = withWholeCharacters(new ToyDecoder())
    return { path: talkPath, headers: { 'x-toy-version': '1' }, body, dropped, decoder }
  },
  remedyFor: () => undefined,
  decodeError: ({ status, body }) =>
    problemOf(jsonOf(body)) ?? new GatewayError({ kind: 'upstream-error', status, message: 'The toy failed.' }),
  unfold(body) {
    const whole = jsonOf(body)
    const problem = problemOf(whole)
    if (problem) throw problem
    if (whole === undefined) throw new GatewayError({ kind: 'bad-upstream-response', message: 'No toy.' })
    return [...unfolded(whole), { data: JSON.stringify({ type: 'closed', ...whole }) }]
  },
}

function lostOf(message: Message): readonly string[] {
  if (message.role !== 'assistant') return []
  return message.parts.flatMap((part) =>
    part.type === 'reasoning' || part.type === 'redacted-reasoning' ? [part.at] : [],
  )
}

function turnOf(message: Message): JsonObject {
  const who = message.role === 'assistant' ? 'model' : message.role
  const parts = message.role === 'tool' ? message.results.flatMap(({ parts }) => parts) : message.parts
  const texts = parts.map((part) => ('text' in part && part.type !== 'reasoning' ? part.text : ''))
  return { who, say: texts.join('') }
}

/** The failure that an event or an answer tells of. */
export function problemOf(json: JsonObject | undefined): GatewayError | undefined {
  const problem = json?.problem
  if (!isJsonObject(problem)) return undefined
  const kind = errorKinds.find((one): one is ErrorKind => one === problem.kind) ?? 'upstream-error'
  return new GatewayError({ kind, message: String(problem.text) })
}

function unfolded({ answers, id }: JsonObject): readonly StreamMessage[] {
  const events: JsonObject[] = [said({ type: 'opened', id })]
  for (const answer of objects(answers)) {
    for (const { text, sign, ...head } of objects(answer.parts)) {
      const choice = choiceOf(answer)
      events.push(said({ type: 'part', choice, ...head, sign }), said({ type: 'piece', choice, text }))
      events.push(said({ type: 'whole', choice, text, sign: head.kind === 'call' ? undefined : sign }))
    }
  }
  return events.map((event) => ({ data: JSON.stringify(event) }))
}

type BlockKind = 'text' | 'reasoning' | 'refusal' | 'tool-call'
const blocks: Readonly<Record<string, BlockKind>> = {
  text: 'text',
  thought: 'reasoning',
  refusal: 'refusal',
  call: 'tool-call',
}

class ToyDecoder {
  readonly #open = new Map<number, BlockKind>()
  #started = false
  #finish: StreamEvent | undefined
  #over = false
  usage: Usage | undefined

  push({ data }: StreamMessage): StreamEvent[] {
    if (data === '' || this.#over) return []
    const event = jsonOf(data)
    const problem = event === undefined ? badAnswer() : problemOf(event)
    if (problem) return this.#failed(problem)
    return event === undefined || this.#finish ? [] : [...this.#start(event), ...this.#events(event)]
  }

  end(): StreamEvent[] {
    if (this.#over) return []
    if (this.#finish === undefined) return this.#failed(this.#started ? truncated() : emptyResponse())
    this.#over = true
    return [this.#finish]
  }

  #failed(error: GatewayError): StreamEvent[] {
    this.#over = true
    const start: StreamEvent[] = this.#started ? [] : [{ type: 'start' }]
    return [...start, { type: 'error', error }]
  }

  #start(event: JsonObject): StreamEvent[] {
    if (this.#started || event.type === 'beat') return []
    this.#started = true
    if (event.type !== 'opened') return [{ type: 'start' }]
    return [{ type: 'start', id: stringOf(event.id), model: stringOf(event.model) }]
  }

  #events(event: JsonObject): StreamEvent[] {
    const choice = choiceOf(event)
    if (event.type === 'part') return [this.#part(event, choice)]
    const block = this.#open.get(choice) ?? 'text'
    if (event.type === 'piece') {
      const text = String(event.text)
      if (block === 'tool-call') return [{ type: 'tool-call-delta', choice, arguments: text }]
      return [{ type: `${block}-delta`, choice, text }]
    }
    if (event.type === 'whole') {
      if (block === 'tool-call' || block === 'refusal') return [{ type: `${block}-end`, choice }]
      return [{ type: `${block}-end`, choice, signature: signatureOf(event.sign) }]
    }
    if (event.type === 'closed') this.#close(event)
    return []
  }

  #part(event: JsonObject, choice: number): StreamEvent {
    const block = blocks[String(event.kind)] ?? 'text'
    this.#open.set(choice, block)
    if (block !== 'tool-call') return { type: `${block}-start`, choice }
    const signature = signatureOf(event.sign)
    return { type: 'tool-call-start', choice, id: String(event.id), name: String(event.name), signature }
  }

  #close({ answers, usage }: JsonObject): void {
    this.usage = isJsonObject(usage) ? (usage as Usage) : undefined
    const choices = objects(answers).map((answer) => ({ choice: choiceOf(answer), reason: reasonOf(answer.reason) }))
    this.#finish = { type: 'finish', choices, usage: this.usage }
  }
}

function reasonOf(word: Json | undefined): FinishReason {
  const found = Object.entries(reasonWords).find(([, one]) => one === word)
  return (found?.[0] ?? 'stop') as FinishReason
}

function stringOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function truncated(): GatewayError {
  return new GatewayError({ kind: 'truncated', message: 'The toy was not closed.' })
}

export function emptyResponse(): GatewayError {
  return new GatewayError({ kind: 'empty-response', message: 'The toy said nothing.' })
}

export function badAnswer(): GatewayError {
  return new GatewayError({ kind: 'bad-upstream-response', message: 'That is no toy.' })
}
