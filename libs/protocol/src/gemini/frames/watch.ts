import type { GatewayError } from '../../canonical/error.ts'
import type { Usage } from '../../canonical/usage.ts'
import type { Frame, StreamMessage } from '../../codec.ts'
import { FinishedChoices } from '../../finished-choices.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import type { FrameView, FrameWatcher } from '../../passing/watcher.ts'
import type { Quirks } from '../../quirks.ts'
import { emptyResponse, truncated } from '../backend/errors.ts'
import { usageFromGemini } from '../backend/usage.ts'
import { candidateText, emptyPart, jsonText } from '../client/wire.ts'
import { candidatesOf, isEmptyPart, isFinished, isPromptBlocked, partsOf } from './candidates.ts'
import { readFrame } from './read.ts'

/** Members that stand in every payload of one stream. */
const answerMembers = ['modelVersion', 'createTime', 'responseId']

/** Follows one Gemini stream that passes as it is. */
export function createWatcher(quirks: Quirks = {}): FrameWatcher {
  return new PayloadWatcher(quirks)
}

class PayloadWatcher implements FrameWatcher {
  readonly modelMember = 'modelVersion'
  readonly #candidates = new FinishedChoices()
  readonly #answer: JsonObject = {}
  readonly #quirks: Quirks
  #blocked = false
  /** No part of the answer itself came yet. */
  #onlyThoughts = true
  #usage: JsonObject | undefined

  constructor(quirks: Quirks) {
    this.#quirks = quirks
  }

  read(message: StreamMessage): FrameView {
    const view = readFrame(message)
    if (view.json && !view.error) this.#note(view.json)
    return view
  }

  end(): GatewayError | undefined {
    if (this.finished) return undefined
    if (this.#candidates.none) return emptyResponse()
    return this.#quirks.thoughtsAreFinish && this.#onlyThoughts ? undefined : truncated()
  }

  get usage(): Usage | undefined {
    return this.#usage && usageFromGemini(this.#usage)
  }

  get model(): string | undefined {
    const { modelVersion } = this.#answer
    return typeof modelVersion === 'string' ? modelVersion : undefined
  }

  get finished(): boolean {
    return this.#candidates.all && (this.#blocked || !this.#candidates.none)
  }

  get open(): readonly number[] {
    return this.#candidates.open
  }

  textFrames(choice: number, text: string): readonly Frame[] {
    // Half a character stays: the frame before it, which passed as it was, may hold the other half.
    return text === '' ? [] : [this.#frame([candidateText(choice, jsonText({ text }))], {})]
  }

  stopFrames(choices: readonly number[]): readonly Frame[] {
    return this.#stop(choices, {})
  }

  /** The usage stands beside the finish, as in every stream of Google's. */
  endFrames(choices: readonly number[], includeUsage: boolean): readonly Frame[] {
    return this.#stop(choices, includeUsage && this.#usage ? { usageMetadata: this.#usage } : {})
  }

  #stop(choices: readonly number[], more: JsonObject): readonly Frame[] {
    const candidates = choices.map((choice) => candidateText(choice, emptyPart, ',"finishReason":"STOP"'))
    return [this.#frame(candidates, more)]
  }

  #note(json: JsonObject): void {
    for (const { choice, json: candidate } of candidatesOf(json)) {
      this.#candidates.note(choice, isFinished(candidate))
      this.#onlyThoughts &&= partsOf(candidate).every((part) => part.thought === true || isEmptyPart(part))
    }
    for (const name of answerMembers) if (json[name] !== undefined) this.#answer[name] = json[name]
    this.#blocked ||= isPromptBlocked(json)
    // Every payload repeats the counts so far, and some end with an empty object.
    if (isJsonObject(json.usageMetadata) && Object.keys(json.usageMetadata).length > 0) this.#usage = json.usageMetadata
  }

  #frame(candidates: readonly string[], more: JsonObject): Frame {
    const rest = jsonText({ ...more, ...this.#answer }).slice(1, -1)
    return { data: `{"candidates":[${candidates.join(',')}]${rest === '' ? '' : `,${rest}`}}` }
  }
}
