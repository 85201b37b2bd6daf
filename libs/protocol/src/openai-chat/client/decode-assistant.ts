import type { AssistantPart, Signature, ToolCallPart } from '../../canonical/blocks.ts'
import type { Message } from '../../canonical/request.ts'
import type { Sources } from '../../codec.ts'
import { quoted } from '../../json/fields.ts'
import type { JsonObject } from '../../json/json.ts'
import { geminiSignature } from '../../signature.ts'
import { objectOf, signatureOf, stringOf } from '../wire.ts'
import type { ConversationContext } from './decode-conversation.ts'
import { decodeImages } from './decode-images.ts'
import { decodeAssistantParts } from './decode-parts.ts'
import type { Fields } from './fields.ts'
import { reportOthers, speakerOf } from './message-members.ts'

/**
 * Reads an assistant message: text, pictures, calls. Its reasoning is not sent again: it is reported, as is whatever else
 * clients send back because they were given it.
 */
export function decodeAssistant(message: Fields, place: number, { sources, dropped }: ConversationContext): Message {
  reportOthers(message, 'assistant', dropped)
  const said = message.value('content') === undefined ? [] : decodeAssistantParts(message, 'content', dropped)
  const refusal = message.string('refusal')
  const texts: readonly AssistantPart[] = refusal ? [...said, { type: 'refusal', text: refusal }] : said
  const older = message.object('function_call')
  const call = older && functionCall(older, `${place}:function_call`, sources)
  const signature = signatureOf(message.json)
  // The only call of a message has no place for a signature of its own.
  const isOfCall = call !== undefined && !texts.some(({ type }) => type === 'text')
  return {
    role: 'assistant',
    ...speakerOf(message),
    parts: [
      ...signed(texts, isOfCall ? undefined : signature),
      ...decodeImages(message, dropped),
      ...message.objects('tool_calls').map((item, index) => toolCall(item, `${place}:${index}`, sources)),
      ...(call ? [{ ...call, ...(isOfCall && signature && { signature }) }] : []),
    ],
  }
}

/** The signature of a message belongs to its last text, where Google's own layer puts it. */
function signed(parts: readonly AssistantPart[], signature: Signature | undefined): AssistantPart[] {
  if (signature === undefined) return [...parts]
  const last = parts.findLastIndex((part) => part.type === 'text')
  if (last === -1) return [...parts, { type: 'text', text: '', signature }]
  return parts.map((part, index) => (index === last && part.type === 'text' ? { ...part, signature } : part))
}

function toolCall(call: Fields, seed: string, sources: Sources): ToolCallPart {
  const type = call.string('type') || 'function'
  if (type !== 'function' && type !== 'custom')
    throw call.wrong('type', `must be "function" or "custom", not ${quoted(type)}`)
  const definition = call.required(type)
  const id = call.string('id') || undefined
  return {
    ...(type === 'custom' ? customCall(definition, seed, sources) : functionCall(definition, seed, sources)),
    ...(id && { id, idMade: undefined }),
    signature: callSignature(call),
  }
}

function functionCall(definition: Fields, seed: string, sources: Sources): ToolCallPart {
  return {
    ...namedCall(definition, seed, sources),
    arguments: argumentsText(definition),
    at: definition.path('arguments'),
  }
}

function customCall(definition: Fields, seed: string, sources: Sources): ToolCallPart {
  return { ...namedCall(definition, seed, sources), custom: true, arguments: definition.string('input') ?? '' }
}

function namedCall(definition: Fields, seed: string, sources: Sources): Omit<ToolCallPart, 'arguments'> {
  const name = definition.name('name')
  // The same request gives the same id, so that retries and prompt caches match.
  const id = `call_${sources.sha256(`${seed}:${name}`).slice(0, 24)}`
  return { type: 'tool-call', id, idMade: true, name }
}

/** Some clients keep the arguments parsed. */
function argumentsText(definition: Fields): string {
  const value = definition.value('arguments') ?? ''
  if (typeof value === 'string') return value
  if (typeof value !== 'object') throw definition.wrong('arguments', 'must be a string of JSON')
  return JSON.stringify(value)
}

/** Google's place of the signature, where some clients move it, and litellm's. */
function callSignature({ json }: Fields): Signature | undefined {
  const inFunction = objectOf(json.function)
  return (
    signatureOf(json) ??
    (inFunction && signatureOf(inFunction)) ??
    litellmSignature(json) ??
    (inFunction && litellmSignature(inFunction))
  )
}

function litellmSignature(json: JsonObject): Signature | undefined {
  return geminiSignature(stringOf(objectOf(json.provider_specific_fields)?.thought_signature))
}
