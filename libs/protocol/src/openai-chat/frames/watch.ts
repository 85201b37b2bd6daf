import type { GatewayError } from '../../canonical/error.ts'
import type { Usage } from '../../canonical/usage.ts'
import type { Frame, StreamMessage } from '../../codec.ts'
import { FinishedChoices } from '../../finished-choices.ts'
import type { JsonObject } from '../../json/json.ts'
import type { FrameView, FrameWatcher } from '../../passing/watcher.ts'
import type { Quirks } from '../../quirks.ts'
import { emptyResponse, truncated } from '../outcome.ts'
import { decodeUsage, usageOf } from '../usage.ts'
import { choicesOf, doneMarker, finishReasonOf, objectOf, stringOf } from '../wire.ts'
import { PlainChunks } from './plain-chunks.ts'
import { readFrame } from './read.ts'

/** Members that stand in every chunk of one stream. Azure's first chunk has them empty. */
const streamMembers = ['id', 'created', 'model', 'system_fingerprint', 'service_tier']

/** Follows one stream of chunks that passes as it is. */
export function createWatcher(quirks: Quirks = {}): FrameWatcher {
  return new ChunkWatcher(quirks)
}

class ChunkWatcher implements FrameWatcher {
  readonly modelMember = 'model'
  readonly #choices = new FinishedChoices()
  readonly #plain = new PlainChunks()
  readonly #quirks: Quirks
  #head: JsonObject = { object: 'chat.completion.chunk' }
  #usage: JsonObject | undefined

  constructor(quirks: Quirks) {
    this.#quirks = quirks
  }

  read(message: StreamMessage): FrameView {
    const plain = message.event === undefined ? this.#plain.view(message.data) : undefined
    if (plain) return plain
    const view = readFrame(message)
    if (view.json && !view.error) {
      this.#note(view.json)
      this.#plain.learn(message.data, view.json)
    }
    return view
  }

  end(at: 'marker' | 'body' = 'body'): GatewayError | undefined {
    if (this.finished) return undefined
    if (this.#choices.none) return emptyResponse()
    return at === 'marker' && this.#quirks.doneIsFinish ? undefined : truncated()
  }

  get usage(): Usage | undefined {
    return this.#usage && decodeUsage(this.#usage)
  }

  get model(): string | undefined {
    return stringOf(this.#head.model)
  }

  get finished(): boolean {
    return !this.#choices.none && this.#choices.all
  }

  get open(): readonly number[] {
    return this.#choices.open
  }

  textFrames(choice: number, text: string, instead?: FrameView): readonly Frame[] {
    const delta = instead?.json && choicesOf(instead.json).find(({ index }) => index === choice)?.json.delta
    const role = stringOf(objectOf(delta)?.role)
    if (text === '' && role === undefined) return []
    // Half a character stays: the frame before it, which passed as it was, may hold the other half.
    return [this.#choiceFrame(choice, { ...(role !== undefined && { role }), content: text }, null)]
  }

  stopFrames(choices: readonly number[]): readonly Frame[] {
    return choices.map((choice) => this.#choiceFrame(choice, {}, 'stop'))
  }

  endFrames(choices: readonly number[], includeUsage: boolean): readonly Frame[] {
    const usageFrames = includeUsage && this.#usage ? [this.#frame({ choices: [], usage: this.#usage })] : []
    return [...this.stopFrames(choices), ...usageFrames, { data: doneMarker }]
  }

  #note(chunk: JsonObject): void {
    for (const { index, json } of choicesOf(chunk)) this.#choices.note(index, finishReasonOf(json) !== undefined)
    for (const name of streamMembers) if (chunk[name]) this.#head[name] ??= chunk[name]
    // With usage asked for, chunks say null until it comes; ours must look alike.
    if (chunk.usage === null) this.#head.usage = null
    this.#usage = usageOf(chunk) ?? this.#usage
  }

  #choiceFrame(index: number, delta: JsonObject, finish_reason: string | null): Frame {
    return this.#frame({ choices: [{ index, delta, finish_reason }] })
  }

  #frame(members: JsonObject): Frame {
    return { data: JSON.stringify({ ...this.#head, ...members }) }
  }
}
