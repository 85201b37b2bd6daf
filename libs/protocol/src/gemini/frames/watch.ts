import type { Frame, FrameWatcher } from '../../codec.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { emptyResponse, truncated } from '../backend/errors.ts'
import { usageFromGemini } from '../backend/usage.ts'
import { candidateText, emptyPart, jsonText } from '../client/wire.ts'
import { candidatesOf, isFinished, isPromptBlocked } from './candidates.ts'
import { readFrame } from './read.ts'

/** Members that stand in every payload of one stream. */
const answerMembers = ['modelVersion', 'createTime', 'responseId']

/** Follows one Gemini stream that passes as it is. */
export function createWatcher(): FrameWatcher {
  const finishedChoices = new Map<number, boolean>()
  const answer: JsonObject = {}
  let blocked = false
  let usage: JsonObject | undefined

  const note = (json: JsonObject) => {
    for (const candidate of candidatesOf(json)) {
      const before = finishedChoices.get(candidate.choice) ?? false
      finishedChoices.set(candidate.choice, before || isFinished(candidate.json))
    }
    for (const name of answerMembers) if (json[name] !== undefined) answer[name] = json[name]
    blocked ||= isPromptBlocked(json)
    // Every payload repeats the counts so far, and some end with an empty object.
    if (isJsonObject(json.usageMetadata) && Object.keys(json.usageMetadata).length > 0) usage = json.usageMetadata
  }
  const frame = (candidates: readonly string[], more: JsonObject): Frame => {
    const rest = jsonText({ ...more, ...answer }).slice(1, -1)
    return { data: `{"candidates":[${candidates.join(',')}]${rest === '' ? '' : `,${rest}`}}` }
  }
  const watcher: FrameWatcher = {
    read(message) {
      const view = readFrame(message)
      if (view.json && !view.error) note(view.json)
      return view
    },
    end() {
      if (watcher.finished) return undefined
      return finishedChoices.size === 0 ? emptyResponse() : truncated()
    },
    get usage() {
      return usage && usageFromGemini(usage)
    },
    get finished() {
      const choices = [...finishedChoices.values()]
      return choices.every(Boolean) && (blocked || choices.length > 0)
    },
    // Half a character stays: the frame before it, which passed as it was, may hold the other half.
    textFrames: (choice, text) => (text === '' ? [] : [frame([candidateText(choice, jsonText({ text }))], {})]),
    stopFrames(choices, includeUsage) {
      const candidates = choices.map((choice) => candidateText(choice, emptyPart, ',"finishReason":"STOP"'))
      return [frame(candidates, includeUsage && usage ? { usageMetadata: usage } : {})]
    },
  }
  return watcher
}
