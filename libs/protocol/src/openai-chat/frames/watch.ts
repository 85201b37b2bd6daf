import type { Frame, FrameWatcher } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { emptyResponse, truncated } from '../outcome.ts'
import { decodeUsage, usageOf } from '../usage.ts'
import { choicesOf, doneMarker, finishReasonOf, objectOf, stringOf } from '../wire.ts'
import { readFrame } from './read.ts'

/** Members that stand in every chunk of one stream. Azure's first chunk has them empty. */
const streamMembers = ['id', 'created', 'model', 'system_fingerprint', 'service_tier']

/** Follows one stream of chunks that passes as it is. */
export function createWatcher(): FrameWatcher {
  const finishedChoices = new Map<number, boolean>()
  let head: JsonObject = { object: 'chat.completion.chunk' }
  let usage: JsonObject | undefined

  const note = (chunk: JsonObject) => {
    for (const { index, json } of choicesOf(chunk)) {
      finishedChoices.set(index, (finishedChoices.get(index) ?? false) || finishReasonOf(json) !== undefined)
    }
    for (const name of streamMembers) if (chunk[name]) head[name] ??= chunk[name]
    // With usage asked for, chunks say null until it comes; ours must look alike.
    if (chunk.usage === null) head = { ...head, usage: null }
    usage = usageOf(chunk) ?? usage
  }
  const frame = (members: JsonObject): Frame => ({ data: JSON.stringify({ ...head, ...members }) })
  const choiceFrame = (index: number, delta: JsonObject, finish_reason: string | null): Frame =>
    frame({ choices: [{ index, delta, finish_reason }] })
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
      return usage && decodeUsage(usage)
    },
    get finished() {
      return finishedChoices.size > 0 && [...finishedChoices.values()].every(Boolean)
    },
    textFrames(choice, text, instead) {
      const delta = instead?.json && choicesOf(instead.json).find(({ index }) => index === choice)?.json.delta
      const role = stringOf(objectOf(delta)?.role)
      if (text === '' && role === undefined) return []
      // Half a character stays: the frame before it, which passed as it was, may hold the other half.
      return [choiceFrame(choice, { ...(role !== undefined && { role }), content: text }, null)]
    },
    stopFrames(choices, includeUsage) {
      const stops = choices.map((choice) => choiceFrame(choice, {}, 'stop'))
      const usageFrames = includeUsage && usage ? [frame({ choices: [], usage })] : []
      return [...stops, ...usageFrames, { data: doneMarker }]
    },
  }
  return watcher
}
