import { describe, expect, it } from '@jest/globals'
import { createFolder as createGeminiFolder } from '../src/gemini/frames/fold.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/index.ts'
import { createFolder as createChatFolder } from '../src/openai-chat/frames/fold.ts'
import { azure } from './pairs/azure.ts'
import { deepseek } from './pairs/deepseek.ts'
import { gemini } from './pairs/gemini.ts'
import { groq } from './pairs/groq.ts'
import { kimi } from './pairs/kimi.ts'
import { mistral } from './pairs/mistral.ts'
import { ollama } from './pairs/ollama.ts'
import { openai } from './pairs/openai.ts'
import { openrouter } from './pairs/openrouter.ts'
import type { Pair } from './pairs/pair.ts'
import { perplexity } from './pairs/perplexity.ts'
import { vllm } from './pairs/vllm.ts'

const chatVendors = { openai, azure, deepseek, groq, kimi, mistral, ollama, openrouter, perplexity, vllm }
const vendors: readonly (readonly [string, readonly Pair[], typeof createGeminiFolder])[] = [
  ...Object.entries(chatVendors).map(([name, pairs]) => [name, pairs, () => createChatFolder('vendor')] as const),
  ['gemini', gemini, createGeminiFolder],
]

/** Takes the value at a path out of a copy, and gives both. */
function without(whole: JsonObject, path: string): { rest: JsonObject; taken: Json | undefined } {
  const rest = structuredClone(whole)
  const names = path.split('.')
  const last = names.pop()!
  let holder: Json | undefined = rest
  for (const name of names) holder = (holder as JsonObject | undefined)?.[name]
  if (!isJsonObject(holder)) return { rest, taken: undefined }
  const taken = holder[last]
  delete holder[last]
  return { rest, taken }
}

describe.each(vendors)('%s: the fold of a stream is the vendor’s own whole answer', (_vendor, pairs, createFolder) => {
  function fold({ stream }: Pair): JsonObject {
    const folder = createFolder()
    for (const payload of stream) folder.push(payload)
    return folder.result()
  }

  it.each(pairs)('$situation', (pair) => {
    let [folded, whole] = [fold(pair), pair.whole]
    for (const { at } of pair.differences ?? []) {
      const [ours, theirs] = [without(folded, at), without(whole, at)]
      // A difference that is none any more must leave the list.
      expect({ at, differs: JSON.stringify(ours.taken) !== JSON.stringify(theirs.taken) }).toEqual({
        at,
        differs: true,
      })
      folded = ours.rest
      whole = theirs.rest
    }
    expect(folded).toEqual(whole)
  })

  it('and leaves what it was given as it was', () => {
    for (const pair of pairs) {
      const before = JSON.stringify(pair.stream)
      fold(pair)
      expect(JSON.stringify(pair.stream)).toBe(before)
    }
  })
})

it('every pair says where its form was seen', () => {
  for (const { seen } of vendors.flatMap(([, pairs]) => pairs)) {
    expect(seen).toMatch(/^https:\/\/|^[\w-]+\/[\w-]+ \S/)
  }
})
