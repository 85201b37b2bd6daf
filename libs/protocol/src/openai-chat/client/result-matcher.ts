import { append } from '../../append.ts'
import type { ToolCallPart, ToolResult } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import type { Message } from '../../canonical/request.ts'
import { quoted } from '../../json/fields.ts'
import { OpenCalls } from '../../open-calls.ts'
import { decodeParts } from './decode-parts.ts'
import type { Fields } from './fields.ts'

type SystemMessage = Extract<Message, { role: 'system' }>

/**
 * Gives the calls of the nearest assistant message their results, in call order. Ids are only unique within one
 * message: clients of Ollama-like vendors use them again in every turn.
 */
export class ResultMatcher {
  readonly #messages: Message[]
  #calls: readonly ToolCallPart[] = []
  #open = new OpenCalls([])
  readonly #results = new Map<ToolCallPart, ToolResult>()
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
    this.#calls = last?.role === 'assistant' ? last.parts.filter((part) => part.type === 'tool-call') : []
    this.#open = new OpenCalls(this.#calls)
    this.#at = at
  }

  /** Takes a `tool` message, or an older `function` message, which names its function only. */
  add(message: Fields, dropped: string[]): void {
    const call = this.#take(message)
    this.#results.set(call, {
      callId: call.id,
      name: call.name,
      parts: message.value('content') === undefined ? [] : decodeParts(message, 'content', dropped),
    })
  }

  /** Takes an instruction that is to stand behind the results: nothing may stand between a call and its results. */
  follow(message: SystemMessage): void {
    if (message.parts.length > 0) this.#followers.push(message)
  }

  /** @throws GatewayError bad-request naming the first call without a result. */
  close(): void {
    const results = this.#calls.map((call) => this.#results.get(call) ?? this.#missing(call))
    if (results.length > 0) this.#messages.push({ role: 'tool', results })
    append(this.#messages, this.#followers)
    this.#calls = []
    this.#results.clear()
    this.#followers = []
  }

  #take(message: Fields): ToolCallPart {
    const id = message.string('tool_call_id')
    const name = message.string('name')
    // A call without an id can only be answered without one.
    const found = id ? this.#open.takeById(id) : (this.#open.takeWithoutId(name ?? '') ?? this.#open.takeWithoutId())
    return found ?? this.#orphan(message, id ?? name ?? '')
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
