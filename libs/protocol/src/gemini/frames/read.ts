import { GatewayError } from '../../canonical/error.ts'
import type { StreamMessage } from '../../codec.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'
import type { FrameView } from '../../passing/watcher.ts'
import { reportedError } from '../backend/errors.ts'
import { namedError } from '../backend/payloads.ts'
import { candidatesOf, isEmptyPart, isFinished, isPromptBlocked, partsOf } from './candidates.ts'
import { foldPayloads } from './fold.ts'
import { textSlots } from './slots.ts'

/** Gemini has no terminal marker, but proxies in front of it append OpenAI's. */
const foreignMarker = '[DONE]'

/** Reads one message on its own. @throws GatewayError bad-upstream-response when it is no payload of Gemini. */
export function readFrame(message: StreamMessage): FrameView {
  const data = message.data.trim()
  if (data === '' || data === foreignMarker) return silent(data === foreignMarker)
  const json = namedError(payloadOf(parseJson(data)), message.event)
  const output = hasOutput(json)
  return {
    frames: 'same',
    json,
    output,
    terminal: false,
    usageOnly: !output && isJsonObject(json.usageMetadata) && candidatesOf(json).length === 0,
    error: reportedError(json),
    textSlots: () => textSlots(json),
  }
}

function silent(terminal: boolean): FrameView {
  const said = { json: undefined, output: false, terminal, usageOnly: false, error: undefined }
  return { frames: 'same', ...said, textSlots: () => [] }
}

/** A vendor that ignores `alt=sse` answers with an array: of payloads, or of one error. */
function payloadOf(value: Json | undefined): JsonObject {
  if (value === undefined) throw badAnswer('text that is not JSON')
  if (isJsonObject(value)) return value
  if (!Array.isArray(value) || !value.every(isJsonObject)) throw badAnswer('JSON that is no object')
  return value.find((item) => reportedError(item)) ?? foldPayloads(value)
}

function hasOutput(json: JsonObject): boolean {
  if (isPromptBlocked(json)) return true
  return candidatesOf(json).some(
    (candidate) => isFinished(candidate.json) || partsOf(candidate.json).some((part) => !isEmptyPart(part)),
  )
}

function badAnswer(what: string): GatewayError {
  return new GatewayError({ kind: 'bad-upstream-response', message: `The vendor's stream holds ${what}.` })
}
