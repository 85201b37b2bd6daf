import { append } from '../../append.ts'
import type { ToolCallPart, ToolResult } from '../../canonical/blocks.ts'
import type { Message } from '../../canonical/request.ts'
import type { JsonObject } from '../../json/json.ts'
import type { EncodeContext } from './encode-context.ts'
import { encodeInstruction, encodeModelParts, encodeResults, encodeUserParts, signFirstCall } from './encode-turns.ts'
import { createSpeakers } from './speakers.ts'

/** Messages of one side that follow each other: Gemini wants sides to alternate and calls to stay in one turn. */
type Turn =
  | { readonly kind: 'user'; readonly parts: JsonObject[] }
  | { readonly kind: 'model'; readonly parts: JsonObject[]; readonly calls: ToolCallPart[] }
  | { readonly kind: 'results'; readonly results: ToolResult[]; readonly calls: readonly ToolCallPart[] }

/** A user turn without text is refused by Vertex. */
const blank: JsonObject = { text: ' ' }
const goOn: JsonObject = { text: 'Continue.' }

/**
 * The conversation as Gemini's `contents`: begins with the user, sides merged, results alone in their content and in the
 * order of their calls. Empty for no messages.
 * @throws GatewayError bad-request naming a part that cannot be sent.
 */
export function encodeContents(messages: readonly Message[], context: EncodeContext): JsonObject[] {
  const turns = toTurns(messages, context)
  if (turns.length === 0) return messages.length === 0 ? [] : [toJson(userContent([]))]
  const contents = mergeUsers(turns.flatMap((turn) => toContents(turn, context)))
  if (turns[0]?.kind === 'model') contents.unshift(userContent([]))
  if (turns.at(-1)?.kind === 'model' && !context.family.prefill) contents.push(userContent([goOn]))
  return contents.map(toJson)
}

function toTurns(messages: readonly Message[], context: EncodeContext): Turn[] {
  const turns: Turn[] = []
  const speakers = createSpeakers(messages, context.dropped)
  for (const message of messages) {
    if (message.role === 'system') userTurn(turns).parts.push(encodeInstruction(message.parts))
    else if (message.role === 'user')
      append(userTurn(turns).parts, speakers.named(message, encodeUserParts(message.parts, context)))
    else if (message.role === 'tool') append(resultsTurn(turns).results, message.results)
    else {
      const parts = speakers.named(message, encodeModelParts(message.parts, context))
      if (parts.length === 0) continue
      const turn = modelTurn(turns)
      append(turn.parts, parts)
      append(
        turn.calls,
        message.parts.filter((part) => part.type === 'tool-call'),
      )
    }
  }
  return turns
}

function userTurn(turns: Turn[]): Extract<Turn, { kind: 'user' }> {
  const last = turns.at(-1)
  return last?.kind === 'user' ? last : pushed(turns, { kind: 'user', parts: [] })
}

function modelTurn(turns: Turn[]): Extract<Turn, { kind: 'model' }> {
  const last = turns.at(-1)
  return last?.kind === 'model' ? last : pushed(turns, { kind: 'model', parts: [], calls: [] })
}

function resultsTurn(turns: Turn[]): Extract<Turn, { kind: 'results' }> {
  const last = turns.at(-1)
  if (last?.kind === 'results') return last
  const caller = turns.findLast((turn) => turn.kind === 'model')
  return pushed(turns, { kind: 'results', results: [], calls: caller?.calls ?? [] })
}

function pushed<T extends Turn>(turns: Turn[], turn: T): T {
  turns.push(turn)
  return turn
}

interface Content {
  readonly role: 'user' | 'model'
  readonly parts: JsonObject[]
  /** Holds functionResponse parts: anything beside them makes newer models refuse the request. */
  readonly hasResults?: boolean
}

function toContents(turn: Turn, context: EncodeContext): Content[] {
  if (turn.kind === 'user') return [userContent(turn.parts)]
  if (turn.kind === 'model') {
    return [{ role: 'model', parts: context.family.signedCalls ? signFirstCall(turn.parts) : turn.parts }]
  }
  const { parts, media } = encodeResults(turn.results, turn.calls, context)
  const answer: Content = { role: 'user', parts, hasResults: true }
  return media.length > 0 ? [answer, userContent(media)] : [answer]
}

function userContent(parts: JsonObject[]): Content {
  return { role: 'user', parts }
}

/** Media that follow results stand in a user content of their own, before what the user said next. */
function mergeUsers(contents: readonly Content[]): Content[] {
  const merged: Content[] = []
  for (const content of contents) {
    const last = merged.at(-1)
    const isSameUser = last?.role === 'user' && content.role === 'user' && !last.hasResults && !content.hasResults
    if (isSameUser) append(last.parts, content.parts)
    else merged.push({ ...content, parts: [...content.parts] })
  }
  return merged
}

function toJson({ role, parts }: Content): JsonObject {
  return { role, parts: parts.length > 0 ? parts : [blank] }
}
