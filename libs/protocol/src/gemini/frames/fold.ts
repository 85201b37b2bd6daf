import type { FrameFolder } from '../../codec.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { emptyResponse } from '../backend/errors.ts'
import { candidatesOf, isEmptyPart, isPromptBlocked, partsOf } from './candidates.ts'

interface FoldedCandidate {
  readonly members: JsonObject
  content: JsonObject | undefined
  readonly parts: JsonObject[]
  /** Parts came, even if all of them were empty. */
  hadParts: boolean
}

/** Folds payloads to one GenerateContentResponse; of a repeated member the last one stands, as Google's are cumulative. */
export function createFolder(): FrameFolder {
  const candidates = new Map<number, FoldedCandidate>()
  const members: JsonObject = {}
  return {
    push(payload) {
      for (const { choice, json } of candidatesOf(payload)) {
        const folded = candidates.get(choice) ?? { members: {}, content: undefined, parts: [], hadParts: false }
        candidates.set(choice, folded)
        addCandidate(folded, json)
      }
      const { candidates: _, ...others } = payload
      assignPresent(members, others)
    },
    result() {
      if (candidates.size === 0 && !isPromptBlocked(members)) throw emptyResponse()
      const ascending = [...candidates].toSorted(([a], [b]) => a - b).map(([, folded]) => candidateResult(folded))
      return ascending.length > 0 ? { candidates: ascending, ...members } : { ...members }
    },
  }
}

/** @throws GatewayError empty-response when there is nothing in them. */
export function foldPayloads(payloads: readonly JsonObject[]): JsonObject {
  const folder = createFolder()
  for (const payload of payloads) folder.push(payload)
  return folder.result()
}

function addCandidate(folded: FoldedCandidate, candidate: JsonObject): void {
  const { content, ...others } = candidate
  assignPresent(folded.members, others)
  if (!isJsonObject(content)) return
  const { parts: _, ...contentMembers } = content
  folded.content = Object.assign(folded.content ?? {}, contentMembers)
  for (const part of partsOf(candidate)) {
    folded.hadParts = true
    if (!isEmptyPart(part)) addPart(folded.parts, part)
  }
}

function addPart(parts: JsonObject[], part: JsonObject): void {
  const last = parts.at(-1)
  if (last && isPlainText(last) && isPlainText(part) && isThought(last) === isThought(part)) {
    last.text = `${last.text}${part.text}`
  } else parts.push({ ...part })
}

/** Text with nothing attached: a signed part must stay alone, or its signature no longer fits. */
function isPlainText(part: JsonObject): boolean {
  return typeof part.text === 'string' && Object.keys(part).every((key) => key === 'text' || key === 'thought')
}

function isThought(part: JsonObject): boolean {
  return part.thought === true
}

function candidateResult({ members, content, parts, hadParts }: FoldedCandidate): JsonObject {
  if (!content) return { ...members }
  if (!hadParts) return { content, ...members }
  return { content: { ...content, parts: parts.length > 0 ? parts : [{ text: '' }] }, ...members }
}

/** A later empty object or null does not undo what was said: streams end with `usageMetadata: {}`. */
function assignPresent(target: JsonObject, members: JsonObject): void {
  for (const [name, value] of Object.entries(members)) {
    const isEmpty = value === null || (isJsonObject(value) && Object.keys(value).length === 0)
    if (!isEmpty || target[name] === undefined) target[name] = value
  }
}
