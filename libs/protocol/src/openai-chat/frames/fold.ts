import type { FrameFolder, FrameMaker } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { emptyResponse } from '../outcome.ts'
import { usageOf } from '../usage.ts'
import { choicesOf, objectOf } from '../wire.ts'
import { FoldedChoice } from './fold-choice.ts'
import { assignSaid } from './merge.ts'

/** Members of chunks that make no sense in a whole answer: `obfuscation` hides the lengths of chunks. */
const chunkMembers = new Set(['object', 'choices', 'usage', 'obfuscation'])

/** Folds chunks to one chat completion, vendors' own members kept. */
export function createFolder(maker: FrameMaker = 'house'): FrameFolder {
  const choices = new Map<number, FoldedChoice>()
  const members: JsonObject = {}
  let usage: JsonObject | undefined
  return {
    push(chunk) {
      for (const { index, json } of choicesOf(chunk)) {
        const folded = choices.get(index) ?? new FoldedChoice(index, maker)
        choices.set(index, folded)
        folded.add(json)
      }
      assignSaid(members, membersOf(chunk))
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

/** What a chunk says about the answer as a whole. Its usage, wherever the vendor put it, is `usage`. */
function membersOf(chunk: JsonObject): JsonObject {
  const members = Object.fromEntries(Object.entries(chunk).filter(([name]) => !chunkMembers.has(name)))
  const { usage: _, ...groq } = objectOf(chunk.x_groq) ?? {}
  return chunk.x_groq === undefined ? members : { ...members, x_groq: groq }
}
