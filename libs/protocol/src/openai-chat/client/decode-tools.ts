import { append } from '../../append.ts'
import type { BuiltinTool, CustomFormat, CustomTool, FunctionTool, Tool } from '../../canonical/request.ts'
import { quoted } from '../../json/fields.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import type { CallStyle } from './call-chunks.ts'
import { cacheMark } from './decode-parts.ts'
import type { Fields } from './fields.ts'

interface DecodedTools {
  readonly tools: readonly Tool[]
  readonly builtinTools: readonly BuiltinTool[]
}

/** Tools that the vendor runs, by the type or the member that names them. */
const builtinTypes: ReadonlyMap<string, BuiltinTool['type']> = new Map([
  ['google_search', 'web-search'],
  ['googleSearch', 'web-search'],
  ['web_search', 'web-search'],
  ['web_search_preview', 'web-search'],
  ['code_execution', 'code-execution'],
  ['codeExecution', 'code-execution'],
  ['code_interpreter', 'code-execution'],
  ['url_context', 'url-context'],
  ['urlContext', 'url-context'],
])

/** Reads `tools`, the older `functions` and `web_search_options`. @throws GatewayError bad-request naming the tool. */
export function decodeTools(body: Fields, dropped: string[]): DecodedTools {
  const tools: Tool[] = []
  const builtinTools: BuiltinTool[] = []
  for (const tool of body.objects('tools')) {
    const builtin = decodeBuiltin(tool, dropped)
    if (builtin) builtinTools.push(builtin)
    else tools.push(decodeTool(tool, dropped))
  }
  const functions = body.objects('functions').map(decodeFunction)
  const search = body.object('web_search_options')
  if (search) {
    builtinTools.push({ type: 'web-search', at: search.at })
    append(dropped, search.others(new Set()))
  }
  return { tools: [...tools, ...functions], builtinTools }
}

/** A client that sends the older `functions` reads one `function_call`, and nothing of `tool_calls`. */
export function callStyleOf({ functions, tools }: JsonObject): CallStyle {
  const isSaid = (list: Json | undefined) => Array.isArray(list) && list.length > 0
  return isSaid(functions) && !isSaid(tools) ? 'function_call' : 'tool_calls'
}

function decodeTool(tool: Fields, dropped: string[]): Tool {
  const type = tool.string('type') ?? 'function'
  const cache = cacheMark(tool)
  if (type === 'function') return { ...decodeFunction(tool.required('function')), ...(cache && { cache }) }
  if (type === 'custom') return { ...decodeCustom(tool.required('custom'), dropped), ...(cache && { cache }) }
  throw tool.wrong('type', `must be "function" or "custom"; ${quoted(type)} cannot be translated for this model`)
}

function decodeCustom(custom: Fields, dropped: string[]): CustomTool {
  append(dropped, custom.others(new Set(['name', 'description', 'format'])))
  const format = custom.object('format')
  return {
    type: 'custom',
    name: custom.name('name'),
    description: custom.string('description') || undefined,
    format: format && decodeFormat(format),
    at: custom.at,
  }
}

/** Any text, or a grammar; the Responses API writes the grammar's members without the object around them. */
function decodeFormat(format: Fields): CustomFormat | undefined {
  const type = format.word('type', ['text', 'grammar'])
  if (type !== 'grammar') return undefined
  const grammar = format.object('grammar') ?? format
  const syntax = grammar.word('syntax', ['lark', 'regex'])
  if (syntax === undefined) throw grammar.wrong('syntax', 'must be lark or regex')
  return { syntax, definition: grammar.name('definition') }
}

function decodeFunction(definition: Fields): FunctionTool {
  return {
    type: 'function',
    name: definition.name('name'),
    description: definition.string('description') || undefined,
    schema: definition.object('parameters')?.json,
    strict: definition.boolean('strict'),
    at: definition.at,
  }
}

function decodeBuiltin(tool: Fields, dropped: string[]): BuiltinTool | undefined {
  const named = builtinTypes.get(tool.string('type') ?? '')
  if (named) {
    append(dropped, tool.others(new Set(['type'])))
    return { type: named, at: tool.at }
  }
  for (const [member, type] of builtinTypes) {
    const options = tool.object(member)
    if (!options) continue
    append(dropped, options.others(new Set()))
    return { type, at: options.at }
  }
  return undefined
}
