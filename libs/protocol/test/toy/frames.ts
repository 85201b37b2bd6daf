import type {
  Asked,
  Frame,
  FrameFace,
  FrameFolder,
  JsonObject,
  Passage,
  Passed,
  StreamMessage,
  TextFilter,
  Usage,
} from '../../src/index.ts'
import { isJsonObject } from '../../src/json/json.ts'
import { badAnswer, emptyResponse, problemOf, truncated } from './backend.ts'
import { choiceOf, eventFrame, jsonOf, objects, talkPath } from './wire.ts'

export const toyFrames: FrameFace = {
  prepare: ({ outline }: Asked) => ({
    path: talkPath,
    headers: { 'x-toy-version': '1' },
    edits: outline.stream ? [] : [{ path: ['stream'], json: 'true' }],
  }),
  openPassage: (_asked, text) => new ToyPassage(text),
  createFolder,
  comments: 'withhold',
}

/** The whole answer is the last event, without its number and type. */
function createFolder(): FrameFolder {
  let closed: JsonObject | undefined
  return {
    push: (event) => {
      if (event.type === 'closed') closed = event
    },
    result: () => {
      if (closed === undefined) throw emptyResponse()
      const { seq: _, type: __, ...answer } = closed
      return answer
    },
  }
}

/** Asks the filter for each new piece, and says again what came of it. */
class ToyPassage implements Passage {
  readonly #text: TextFilter | undefined
  readonly #kinds = new Map<number, string>()
  /** The visible text of each part, as the client got it. */
  readonly #shown = new Map<number, string[]>()
  #id = ''
  #closed = false
  #said = false
  usage: Usage | undefined
  model: string | undefined

  constructor(text: TextFilter | undefined) {
    this.#text = text
  }

  take({ data }: StreamMessage): Passed {
    const json = jsonOf(data)
    if (json === undefined) throw badAnswer()
    const failure = problemOf(json)
    if (failure) return { frames: [], failure }
    this.#note(json)
    const output = json.type !== 'opened' && json.type !== 'beat'
    if (this.#text === undefined) return { frames: 'same', json, output }
    return { output, ...this.#filtered(json, this.#text) }
  }

  end(): Passed {
    if (this.#closed) return { frames: [], over: 'complete' }
    return { frames: [], failure: this.#said ? truncated() : emptyResponse() }
  }

  held(): readonly Frame[] {
    const choices = [...this.#shown.keys()]
    return choices.flatMap((choice) => this.#piece(choice, this.#text?.end(choice) ?? ''))
  }

  #note(json: JsonObject): void {
    if (json.type === 'opened') {
      this.#id = String(json.id)
      this.model = typeof json.model === 'string' ? json.model : undefined
    } else if (json.type !== 'beat') this.#said = true
    if (json.type === 'part') this.#kinds.set(choiceOf(json), String(json.kind))
    if (json.type !== 'closed') return
    this.#closed = true
    this.usage = isJsonObject(json.usage) ? (json.usage as Usage) : undefined
  }

  #filtered(json: JsonObject, text: TextFilter): Passed {
    const choice = choiceOf(json)
    if (json.type === 'closed') return { frames: [this.#frame(this.#closing(json))] }
    if (this.#kinds.get(choice) !== 'text') return { frames: 'same', json }
    if (json.type === 'part') {
      this.#shown.set(choice, [...(this.#shown.get(choice) ?? []), ''])
      return { frames: 'same', json }
    }
    if (json.type === 'piece') return this.#filterPiece(choice, text.push(choice, String(json.text)), text)
    if (json.type !== 'whole') return { frames: 'same', json }
    const held = this.#piece(choice, text.end(choice))
    return { frames: [...held, this.#frame({ ...json, text: this.#shown.get(choice)?.at(-1) ?? '' })] }
  }

  #filterPiece(choice: number, free: string, text: TextFilter): Passed {
    const piece = this.#piece(choice, free)
    if (!text.ended(choice)) return { frames: piece }
    const whole = this.#frame({ type: 'whole', choice, text: this.#shown.get(choice)?.at(-1) ?? '' })
    const answers = [...this.#shown].map(([one, texts]) => ({
      choice: one,
      reason: 'stop',
      parts: texts.map((shown) => ({ kind: 'text', text: shown })),
    }))
    return {
      frames: [...piece, whole, this.#frame({ type: 'closed', id: this.#id, answers })],
      over: 'early-stop',
      output: true,
    }
  }

  #piece(choice: number, text: string): readonly Frame[] {
    if (text === '') return []
    const texts = this.#shown.get(choice) ?? ['']
    this.#shown.set(choice, [...texts.slice(0, -1), (texts.at(-1) ?? '') + text])
    return [this.#frame({ type: 'piece', choice, text })]
  }

  /** The last event, its repeats as the client got them. */
  #closing(json: JsonObject): JsonObject {
    const answers = objects(json.answers).map((answer) => {
      const shown = [...(this.#shown.get(choiceOf(answer)) ?? [])]
      const parts = objects(answer.parts).map((part) =>
        part.kind === 'text' ? { ...part, text: shown.shift() ?? '' } : part,
      )
      return { ...answer, parts }
    })
    return { ...json, answers }
  }

  /** The client's stream numbers it anew. */
  #frame({ seq: _, ...event }: JsonObject): Frame {
    return eventFrame(0, event)
  }
}
