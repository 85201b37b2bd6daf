import { append } from '../../append.ts'
import type { SpeakerName } from '../../canonical/request.ts'
import type { Fields } from './fields.ts'

/** Members that mean something, by kind of message. */
const members = {
  system: new Set(['role', 'content']),
  user: new Set(['role', 'content', 'name']),
  assistant: new Set(['role', 'content', 'name', 'refusal', 'tool_calls', 'function_call', 'extra_content', 'images']),
  result: new Set(['role', 'content', 'name', 'tool_call_id']),
} as const satisfies Record<string, ReadonlySet<string>>

/** Reports what a message says besides. Clients send back what they were given: reasoning, annotations, audio … */
export function reportOthers(message: Fields, kind: keyof typeof members, dropped: string[]): void {
  append(dropped, message.others(members[kind]))
}

/** `name`: who of several users or agents speaks. */
export function speakerOf(message: Fields): { readonly name?: SpeakerName } {
  const text = message.string('name')
  return text ? { name: { text, at: message.path('name') } } : {}
}
