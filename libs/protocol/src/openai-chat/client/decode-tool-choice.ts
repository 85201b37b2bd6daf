import { badRequest } from '../../canonical/error.ts'
import type { Tool, ToolChoice } from '../../canonical/request.ts'
import { quoted } from '../../json/fields.ts'
import { Fields } from './fields.ts'

const words: ReadonlyMap<string, ToolChoice> = new Map<string, ToolChoice>([
  ['none', { type: 'none' }],
  ['auto', { type: 'auto' }],
  ['required', { type: 'required' }],
  // Mistral's word.
  ['any', { type: 'required' }],
])

/** Reads `tool_choice` or the older `function_call`. @throws GatewayError bad-request naming the field. */
export function decodeToolChoice(body: Fields, tools: readonly Tool[]): ToolChoice | undefined {
  const name = body.value('tool_choice') === undefined ? 'function_call' : 'tool_choice'
  const value = body.value(name)
  if (value === undefined) return undefined
  const choice =
    typeof value === 'string' ? wordChoice(body, name, value) : objectChoice(new Fields(value, body.path(name)))
  if (choice.type === 'required' && tools.length === 0) {
    throw body.wrong(name, 'asks for a call, but nothing is declared in tools')
  }
  const declared = new Set(tools.map((tool) => tool.name))
  const unknown = namesOf(choice).find((wanted) => !declared.has(wanted))
  if (unknown !== undefined) throw body.wrong(name, `names ${quoted(unknown)}, which is not declared in tools`)
  // Without functions there is nothing to choose among.
  return tools.length === 0 ? undefined : choice
}

function wordChoice(body: Fields, name: string, word: string): ToolChoice {
  const choice = words.get(word)
  if (!choice)
    throw body.wrong(name, `must be one of ${[...words.keys()].join(', ')} or an object, not ${quoted(word)}`)
  return choice
}

function objectChoice(choice: Fields): ToolChoice {
  const type = choice.string('type')
  if (type === 'function' || type === 'custom') return { type: 'required', names: [choice.required(type).name('name')] }
  if (type === 'allowed_tools') return allowedTools(choice.required('allowed_tools'))
  // Hugging Face's client leaves the type out; the older function_call is the name alone.
  if (type === undefined && choice.value('function') !== undefined)
    return { type: 'required', names: [allowedName(choice)] }
  if (type === undefined) return { type: 'required', names: [choice.name('name')] }
  throw badRequest(choice.at, `${choice.at}.type must be "function", "custom" or "allowed_tools", not ${quoted(type)}.`)
}

function allowedTools(allowed: Fields): ToolChoice {
  const mode = allowed.word('mode', ['auto', 'required']) ?? 'auto'
  const names = allowed.objects('tools').map(allowedName)
  if (names.length === 0) throw allowed.wrong('tools', 'must name at least one function')
  return { type: mode, names }
}

function allowedName(tool: Fields): string {
  return tool.required(tool.string('type') === 'custom' ? 'custom' : 'function').name('name')
}

function namesOf(choice: ToolChoice): readonly string[] {
  return choice.type === 'none' ? [] : (choice.names ?? [])
}
