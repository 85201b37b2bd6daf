import { append } from '../../append.ts'
import { badRequest } from '../../canonical/error.ts'
import type { BuiltinTool, FunctionTool, ToolChoice } from '../../canonical/request.ts'
import { camelCase } from '../../json/case.ts'
import type { Json } from '../../json/json.ts'
import type { Fields } from './fields.ts'
import { schemaToJsonSchema } from './schema.ts'

/** Tools that Google runs and that other vendors have in some form. */
const builtins: Readonly<Record<string, BuiltinTool>> = {
  googleSearch: { type: 'web-search', at: 'googleSearch' },
  googleSearchRetrieval: { type: 'web-search', at: 'googleSearch' },
  codeExecution: { type: 'code-execution', at: 'codeExecution' },
  urlContext: { type: 'url-context', at: 'urlContext' },
}

const knownInFunction = new Set(['name', 'description', 'parameters', 'parametersJsonSchema'])
const knownInToolConfig = new Set(['functionCallingConfig'])
const knownInCallingConfig = new Set(['mode', 'allowedFunctionNames'])

/** Reads `tools`; kinds that only Google has go to `dropped` by name. @throws GatewayError bad-request naming the field. */
export function decodeTools(
  body: Fields,
  dropped: string[],
): { readonly tools: readonly FunctionTool[]; readonly builtinTools: readonly BuiltinTool[] } {
  const groups = body.objects('tools')
  const declarations = groups.flatMap((group) => group.objects('functionDeclarations'))
  const kinds = new Set(groups.flatMap(builtinKinds))
  const found = new Map<BuiltinTool['type'], BuiltinTool>()
  for (const kind of kinds) {
    const builtin = Object.hasOwn(builtins, kind) ? builtins[kind] : undefined
    if (builtin) found.set(builtin.type, builtin)
    else dropped.push(kind)
  }
  const tools = declarations.map((declaration) => decodeFunction(declaration, dropped))
  return { tools, builtinTools: [...found.values()] }
}

function builtinKinds(group: Fields): string[] {
  const keys = Object.keys(group.json).filter((key) => group.json[key] !== null)
  return keys.map(camelCase).filter((kind) => kind !== 'functionDeclarations')
}

function decodeFunction(declaration: Fields, dropped: string[]): FunctionTool {
  append(dropped, declaration.others(knownInFunction))
  return {
    type: 'function',
    name: declaration.name('name'),
    description: declaration.string('description') || undefined,
    schema: parameters(declaration),
    at: declaration.at,
  }
}

function parameters(declaration: Fields): Json | undefined {
  const jsonSchema = declaration.object('parametersJsonSchema')
  if (jsonSchema) return jsonSchema.json
  const schema = declaration.object('parameters')
  return schema && schemaToJsonSchema(schema.json)
}

/**
 * Reads toolConfig. Without function tools there is nothing to choose from, so a choice would only make vendors refuse.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeToolChoice(body: Fields, hasTools: boolean, dropped: string[]): ToolChoice | undefined {
  const toolConfig = body.object('toolConfig')
  append(dropped, toolConfig?.others(knownInToolConfig) ?? [])
  const config = toolConfig?.object('functionCallingConfig')
  if (!config) return undefined
  append(dropped, config.others(knownInCallingConfig))
  const mode = config.string('mode')?.toUpperCase() || 'MODE_UNSPECIFIED'
  const given = config.strings('allowedFunctionNames')
  const names = given.length > 0 ? given : undefined
  if (!Object.hasOwn(modes, mode)) {
    throw badRequest(config.path('mode'), `${config.path('mode')} must be one of AUTO, NONE, ANY, VALIDATED.`)
  }
  return hasTools ? modes[mode]?.(names) : undefined
}

const modes: Readonly<Record<string, (names: readonly string[] | undefined) => ToolChoice | undefined>> = {
  MODE_UNSPECIFIED: () => undefined,
  AUTO: () => ({ type: 'auto' }),
  NONE: () => ({ type: 'none' }),
  ANY: (names) => ({ type: 'required', names }),
  VALIDATED: (names) => ({ type: 'auto', names }),
}
