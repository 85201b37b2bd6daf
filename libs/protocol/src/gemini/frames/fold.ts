import type { FrameFolder } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { emptyResponse } from '../backend/errors.ts'
import { candidatesOf, isPromptBlocked } from './candidates.ts'
import { assignPresent, FoldedCandidate } from './fold-candidate.ts'

/** Folds payloads to one GenerateContentResponse; of a repeated member the last one stands, as Google's are cumulative. */
export function createFolder(): FrameFolder {
  const candidates = new Map<number, FoldedCandidate>()
  const members: JsonObject = {}
  return {
    push(payload) {
      for (const { choice, json } of candidatesOf(payload)) {
        const folded = candidates.get(choice) ?? new FoldedCandidate()
        candidates.set(choice, folded)
        folded.add(json)
      }
      const { candidates: _, ...others } = payload
      assignPresent(members, others)
    },
    result() {
      if (candidates.size === 0 && !isPromptBlocked(members)) throw emptyResponse()
      const ascending = [...candidates].toSorted(([a], [b]) => a - b).map(([, folded]) => folded.result())
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
