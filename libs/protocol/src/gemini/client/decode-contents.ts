import { append } from '../../append.ts'
import type { AssistantPart, TextPart, ToolCallPart } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import type { Message, SystemText } from '../../canonical/request.ts'
import type { Json } from '../../json/json.ts'
import { type DecodedPart, decodePart, type FunctionResponse, type PartContext } from './decode-parts.ts'
import { Fields } from './fields.ts'
import { matchResults } from './match-results.ts'

interface Content {
  readonly isModel: boolean
  readonly parts: readonly DecodedPart[]
}

/** What the model said in one go, and everything that came back before it spoke again. */
interface Turn {
  readonly model: AssistantPart[]
  readonly answers: Content[]
}

const roles: Readonly<Record<string, { readonly isModel: boolean }>> = {
  user: { isModel: false },
  function: { isModel: false },
  model: { isModel: true },
}

/**
 * Reads `contents`: consecutive model contents become one message (the JS chat helper stores every streamed chunk as a
 * content of its own), tool results come first after the calls they answer.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeContents(body: Fields, context: PartContext): readonly Message[] {
  const contents = contentFields(body).map((content, turn) => decodeContent(content, turn, context))
  const messages = turnsOf(contents).flatMap(turnMessages)
  if (messages.length === 0)
    throw badRequest('contents', 'contents holds nothing to answer; send at least one text part.')
  return messages
}

/** Reads systemInstruction, in any of the shapes people write. Its role means nothing. */
export function decodeSystem(body: Fields, dropped: string[]): readonly SystemText[] {
  const value = body.value('systemInstruction')
  if (value === undefined) return []
  const parts = contentField(value, 'systemInstruction').objects('parts')
  const texts = parts.filter((part) => !part.boolean('thought')).map((part) => systemText(part, dropped))
  const text = texts.filter((line) => line !== '').join('\n')
  return text === '' ? [] : [{ text }]
}

function systemText(part: Fields, dropped: string[]): string {
  const text = part.string('text')
  if (text !== undefined) return text
  dropped.push(part.at)
  return ''
}

function contentFields(body: Fields): readonly Fields[] {
  const value = body.value('contents')
  if (value === undefined) return []
  if (!Array.isArray(value)) return [contentField(value, 'contents')]
  return value.map((item, index) => contentField(item, `contents[${index}]`))
}

/** People write a content as a string, and a part in a content's place. */
function contentField(value: Json, at: string): Fields {
  if (typeof value === 'string') return new Fields({ parts: [{ text: value }] }, at)
  if (Array.isArray(value)) return new Fields({ parts: value }, at)
  const fields = new Fields(value, at)
  return fields.has('text') && !fields.has('parts') ? new Fields({ parts: [fields.json] }, at) : fields
}

function decodeContent(content: Fields, turn: number, context: PartContext): Content {
  const role = content.string('role') || 'user'
  const known = Object.hasOwn(roles, role) ? roles[role] : undefined
  if (!known) throw badRequest(content.path('role'), `${content.path('role')} must be user, model or function.`)
  const given = content.objects('parts')
  if (given.length === 0 && !known.isModel) {
    throw badRequest(content.path('parts'), `${content.path('parts')} is missing; send at least one part.`)
  }
  const parts = given.flatMap((part, index) => {
    const decoded = decodePart(part, { turn, part: index }, context)
    if (decoded && isMisplaced(decoded, known.isModel)) {
      throw badRequest(part.at, `${part.at} does not belong into a content of role ${role}.`)
    }
    return decoded && (known.isModel || decoded.type !== 'reasoning') ? [decoded] : []
  })
  return { isModel: known.isModel, parts: joinTexts(parts, known.isModel) }
}

function isMisplaced(part: DecodedPart, inModel: boolean): boolean {
  return part.type === (inModel ? 'function-response' : 'tool-call')
}

/** Joins neighbouring texts. Empty ones are heartbeats and leftovers; a user's only text stays, even empty. */
function joinTexts(parts: readonly DecodedPart[], isModel: boolean): readonly DecodedPart[] {
  const joined: DecodedPart[] = []
  for (const part of parts.filter((candidate) => !isBlank(candidate))) {
    const last = joined.at(-1)
    if (last && isPlainText(last) && isPlainText(part))
      joined[joined.length - 1] = { ...last, text: last.text + part.text }
    else joined.push(part)
  }
  return joined.length === 0 && !isModel ? parts.slice(0, 1) : joined
}

function isPlainText(part: DecodedPart): part is TextPart {
  return part.type === 'text' && part.signature === undefined
}

function isBlank(part: DecodedPart): boolean {
  return isPlainText(part) && part.text === ''
}

function turnsOf(contents: readonly Content[]): readonly Turn[] {
  let turn: Turn = { model: [], answers: [] }
  const turns = [turn]
  for (const content of contents.filter(({ parts }) => parts.length > 0)) {
    if (!content.isModel) {
      turn.answers.push(content)
      continue
    }
    if (turn.answers.length > 0) {
      turn = { model: [], answers: [] }
      turns.push(turn)
    }
    append(
      turn.model,
      content.parts.filter((part) => part.type !== 'function-response'),
    )
  }
  return turns
}

function turnMessages({ model, answers }: Turn): Message[] {
  const calls = model.filter((part): part is ToolCallPart => part.type === 'tool-call')
  const responses = answers.flatMap(({ parts }) => parts.filter(isResponse))
  const results = matchResults(calls, responses)
  const messages: Message[] = []
  // A turn of thoughts alone said nothing.
  if (model.some(({ type }) => type !== 'reasoning')) messages.push({ role: 'assistant', parts: model })
  if (results.length > 0) messages.push({ role: 'tool', results })
  for (const { parts } of answers) {
    const said = parts.filter((part) => part.type === 'text' || part.type === 'media')
    if (said.length > 0) messages.push({ role: 'user', parts: said })
  }
  return messages
}

function isResponse(part: DecodedPart): part is FunctionResponse {
  return part.type === 'function-response'
}
