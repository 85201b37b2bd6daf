import type { TextPart, ToolCallPart, ToolResult } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import { OpenCalls } from '../../open-calls.ts'
import type { FunctionResponse } from './decode-parts.ts'

/** What a call without an answer gets: other vendors refuse it bare, and a Gemini CLI user cannot repair the history. */
const noResult: TextPart = { type: 'text', text: '{"error":"no result provided"}' }

/**
 * Gives every call its result, in call order: by id, else the first open call of that name.
 * @throws GatewayError bad-request naming the function, for a response that answers no call.
 */
export function matchResults(calls: readonly ToolCallPart[], responses: readonly FunctionResponse[]): ToolResult[] {
  const open = new OpenCalls(calls)
  const answers = new Map<ToolCallPart, FunctionResponse>()
  for (const response of responses) {
    const call = takeCall(open, response)
    if (!call) throw orphan(response)
    answers.set(call, response)
  }
  return calls.map((call) => {
    return { callId: call.id, name: call.name, parts: answers.get(call)?.parts ?? [noResult] }
  })
}

/** A name is enough where one side has no id. */
function takeCall(open: OpenCalls, { id, name }: FunctionResponse): ToolCallPart | undefined {
  if (id === undefined) return name === undefined ? undefined : open.takeByName(name)
  return open.takeById(id) ?? (name === undefined ? undefined : open.takeWithoutId(name))
}

function orphan({ at, name, id }: FunctionResponse): Error {
  const which = name ? `'${name}'` : `with id '${id ?? ''}'`
  return badRequest(at, `${at}: the function response ${which} answers no functionCall of the model content before it.`)
}
