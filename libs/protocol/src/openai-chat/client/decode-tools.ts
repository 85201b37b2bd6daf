import { append } from '../../append.ts'
import type { BuiltinTool, FunctionTool } from '../../canonical/request.ts'
import { type Fields, quoted } from './fields.ts'

interface DecodedTools {
  readonly tools: readonly FunctionTool[]
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
  const tools: FunctionTool[] = []
  const builtinTools: BuiltinTool[] = []
  for (const tool of body.objects('tools')) {
    const builtin = decodeBuiltin(tool, dropped)
    if (builtin) builtinTools.push(builtin)
    else tools.push(decodeFunction(functionOf(tool)))
  }
  const functions = body.objects('functions').map(decodeFunction)
  const search = body.object('web_search_options')
  if (search) {
    builtinTools.push({ type: 'web-search', at: search.at })
    append(dropped, search.others(new Set()))
  }
  return { tools: [...tools, ...functions], builtinTools }
}

function functionOf(tool: Fields): Fields {
  const type = tool.string('type') ?? 'function'
  if (type !== 'function') {
    throw tool.wrong('type', `must be "function"; ${quoted(type)} cannot be translated for this model`)
  }
  return tool.required('function')
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
