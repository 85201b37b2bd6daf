import type { FrameFolder } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { emptyResponse } from '../outcome.ts'
import { usageOf } from '../usage.ts'
import { choicesOf, isSaid } from '../wire.ts'
import { FoldedChoice } from './fold-choice.ts'

/** Members of chunks that make no sense in a whole answer: `obfuscation` hides the lengths of chunks. */
const chunkMembers = new Set(['object', 'choices', 'usage', 'obfuscation'])

/** Folds chunks to one chat completion, vendors' own members kept. */
export function createFolder(): FrameFolder {
  const choices = new Map<number, FoldedChoice>()
  const members: JsonObject = {}
  let usage: JsonObject | undefined
  return {
    push(chunk) {
      for (const { index, json } of choicesOf(chunk)) {
        const folded = choices.get(index) ?? new FoldedChoice(index)
        choices.set(index, folded)
        folded.add(json)
      }
      assignSaid(members, chunk)
      usage = usageOf(chunk) ?? usage
    },
    result() {
      if (choices.size === 0) throw emptyResponse()
      const { id = '', created = 0, model = '', ...others } = members
      const ascending = [...choices].toSorted(([a], [b]) => a - b).map(([, folded]) => folded.result())
      const head: JsonObject = { id, object: 'chat.completion', created, model, choices: ascending }
      return { ...head, ...(usage && { usage }), ...others }
    },
  }
}

/** A later empty value does not undo what was said: Azure's first chunk has an empty id. */
function assignSaid(members: JsonObject, chunk: JsonObject): void {
  for (const [name, value] of Object.entries(chunk)) {
    if (chunkMembers.has(name)) continue
    if (isSaid(value) && value !== 0) members[name] = value
    else members[name] ??= value
  }
}
