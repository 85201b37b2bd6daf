import type { StreamMessage } from '../../codec.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'
import type { FrameView } from '../../passing/watcher.ts'
import { reportedError } from '../backend/errors.ts'
import { badAnswer } from '../outcome.ts'
import { usageOf } from '../usage.ts'
import { type Choice, choicesOf, doneMarker, finishReasonOf, isSaid, objectOf } from '../wire.ts'
import { textSlots } from './slots.ts'

/** Reads one message on its own. @throws GatewayError bad-upstream-response when it is no chunk. */
export function readFrame({ data, event }: StreamMessage): FrameView {
  const text = data.trim()
  if (text === '' || text === doneMarker) return silent(text === doneMarker)
  const value = parseJson(text)
  const error = reportedError(value, event)
  const json = isJsonObject(value) ? value : undefined
  if (!json && !error) throw badAnswer('a stream that is not JSON')
  const choices = json ? choicesOf(json) : []
  return {
    frames: 'same',
    json,
    output: hasOutput(choices),
    terminal: false,
    usageOnly: json !== undefined && choices.length === 0 && usageOf(json) !== undefined,
    error,
    textSlots: () => (json ? textSlots(json) : []),
  }
}

function silent(terminal: boolean): FrameView {
  const said = { json: undefined, output: false, terminal, usageOnly: false, error: undefined }
  return { frames: 'same', ...said, textSlots: () => [] }
}

/** Anything beyond a role: a stream that has only said who speaks can still fail with an honest status. */
function hasOutput(choices: readonly Choice[]): boolean {
  return choices.some(({ json }) => finishReasonOf(json) !== undefined || saysMoreThanRole(objectOf(json.delta) ?? {}))
}

function saysMoreThanRole(delta: JsonObject): boolean {
  for (const name in delta) if (name !== 'role' && isSaid(delta[name])) return true
  return false
}
