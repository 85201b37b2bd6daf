import type { ToolCallPart, ToolResult } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import type { Message } from '../../canonical/request.ts'
import { decodeParts } from './decode-parts.ts'
import { type Fields, quoted } from './fields.ts'

type SystemMessage = Extract<Message, { role: 'system' }>

interface OpenCall {
  readonly call: ToolCallPart
  result: ToolResult | undefined
}

/**
 * Gives the calls of the nearest assistant message their results, in call order. Ids are only unique within one
 * message: clients of Ollama-like vendors use them again in every turn.
 */
export class ResultMatcher {
  readonly #messages: Message[]
  #calls: readonly OpenCall[] = []
  #followers: SystemMessage[] = []
  /** Path of the message that made the calls. */
  #at = ''

  /** `messages`: the conversation so far; results are appended to it. */
  constructor(messages: Message[]) {
    this.#messages = messages
  }

  /** Expects results for the calls of the last message, whose path is `at`. */
  open(at: string): void {
    const last = this.#messages.at(-1)
    const calls = last?.role === 'assistant' ? last.parts.filter((part) => part.type === 'tool-call') : []
    this.#calls = calls.map((call) => ({ call, result: undefined }))
    this.#at = at
  }

  /** Takes a `tool` message, or an older `function` message, which names its function only. */
  add(message: Fields, dropped: string[]): void {
    const open = this.#find(message)
    open.result = {
      callId: open.call.id,
      name: open.call.name,
      parts: message.value('content') === undefined ? [] : decodeParts(message, 'content', dropped),
    }
  }

  /** Takes an instruction that is to stand behind the results: nothing may stand between a call and its results. */
  follow(message: SystemMessage): void {
    if (message.parts.length > 0) this.#followers.push(message)
  }

  /** @throws GatewayError bad-request naming the first call without a result. */
  close(): void {
    const results = this.#calls.map(({ call, result }) => result ?? this.#missing(call))
    if (results.length > 0) this.#messages.push({ role: 'tool', results })
    this.#messages.push(...this.#followers)
    this.#calls = []
    this.#followers = []
  }

  #find(message: Fields): OpenCall {
    const open = this.#calls.filter(({ result }) => result === undefined)
    const id = message.string('tool_call_id')
    const name = message.string('name')
    const found = id
      ? open.find(({ call }) => call.id === id)
      : open.find(({ call }) => call.idMade && call.name === name)
    // A call without an id can only be answered without one.
    const nameless = id ? undefined : open.find(({ call }) => call.idMade)
    return found ?? nameless ?? this.#orphan(message, id ?? name ?? '')
  }

  #orphan(message: Fields, word: string): never {
    const member = message.json.role === 'function' ? 'name' : 'tool_call_id'
    throw message.wrong(
      member,
      `${quoted(word)} answers no open call: a tool message must follow the assistant message whose tool_calls has this id`,
    )
  }

  #missing({ id }: ToolCallPart): never {
    const param = `${this.#at}.tool_calls`
    throw badRequest(
      param,
      `${param}: the call ${quoted(id)} has no result; send a tool message with its tool_call_id right after.`,
    )
  }
}
