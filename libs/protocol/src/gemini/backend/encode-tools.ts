import { badRequest } from '../../canonical/error.ts'
import type { BuiltinTool, FunctionTool, GenerationRequest, ToolChoice } from '../../canonical/request.ts'
import { functionOfCustom } from '../../custom-tools.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { present } from '../../json/present.ts'
import type { EncodeContext } from './encode-context.ts'
import { adaptToolSchema } from './schema/index.ts'

interface EncodedTools {
  readonly tools: JsonObject[]
  readonly toolConfig: JsonObject
}

/** Google's names of the tools that it runs itself. */
const builtinNames = {
  'web-search': 'googleSearch',
  'code-execution': 'codeExecution',
  'url-context': 'urlContext',
} as const satisfies Record<BuiltinTool['type'], string>

/** Tools and toolConfig, both empty where the request has no tools. @throws GatewayError bad-request naming the field. */
export function encodeTools(request: GenerationRequest, context: EncodeContext): EncodedTools {
  const functionDeclarations = encodeDeclarations(offeredTools(request, context), context)
  const hasFunctions = functionDeclarations.length > 0
  const builtins = encodeBuiltins(request.builtinTools, hasFunctions, context)
  const toolConfig = present({
    functionCallingConfig: hasFunctions ? encodeChoice(request, context) : undefined,
    includeServerSideToolInvocations: hasFunctions && builtins.length > 0 ? true : undefined,
  })
  return { tools: hasFunctions ? [{ functionDeclarations }, ...builtins] : builtins, toolConfig }
}

/** Names are legal with mode ANY only, so a free choice among some tools offers just these. */
function offeredTools(request: GenerationRequest, { options }: EncodeContext): readonly FunctionTool[] {
  const { toolChoice } = request
  const tools = request.tools.map((tool) => (tool.type === 'custom' ? functionOfCustom(tool) : tool))
  const at = options.nameOf('toolChoice')
  if (toolChoice?.type === 'required' && tools.length === 0) {
    throw badRequest(at, `${at} asks for a tool call, but the request has no tools.`)
  }
  const names = namesOf(toolChoice)
  const declared = new Set(tools.map((tool) => tool.name))
  const unknown = names?.find((name) => !declared.has(name))
  if (unknown !== undefined) throw badRequest(at, `${at} names '${unknown}', which is not among the tools.`)
  if (toolChoice?.type !== 'auto' || !names) return tools
  const offered = new Set(names)
  return tools.filter((tool) => offered.has(tool.name))
}

function namesOf(choice: ToolChoice | undefined): readonly string[] | undefined {
  return choice === undefined || choice.type === 'none' ? undefined : choice.names
}

/** Clients that merge tool lists repeat tools, and Gemini refuses a name that stands twice. */
function encodeDeclarations(tools: readonly FunctionTool[], context: EncodeContext): JsonObject[] {
  const declarations = new Map<string, JsonObject>()
  for (const tool of tools) {
    const declaration = encodeDeclaration(tool, context)
    const name = context.names.declared(tool)
    const earlier = declarations.get(name)
    if (!earlier) declarations.set(name, declaration)
    else if (schemaText(earlier) !== schemaText(declaration)) {
      throw badRequest(`${tool.at}.name`, `${tool.at}.name '${tool.name}' is declared twice with different parameters.`)
    }
  }
  return [...declarations.values()]
}

function schemaText({ parametersJsonSchema }: JsonObject): string {
  return JSON.stringify(parametersJsonSchema ?? null)
}

function encodeDeclaration(tool: FunctionTool, context: EncodeContext): JsonObject {
  return present({
    name: context.names.declared(tool),
    description: tool.description,
    parametersJsonSchema: adaptToolSchema(tool.schema, `${tool.at}.parameters`, context.schemaBudget),
  })
}

function encodeBuiltins(tools: readonly BuiltinTool[], hasFunctions: boolean, context: EncodeContext): JsonObject[] {
  if (hasFunctions && !context.family.combinesTools) {
    for (const tool of tools) context.dropped.push(tool.at)
    return []
  }
  return [...new Set(tools.map((tool) => builtinNames[tool.type]))].map((name) => ({ [name]: {} }))
}

function encodeChoice({ tools, toolChoice }: GenerationRequest, context: EncodeContext): JsonObject | undefined {
  const isFree = toolChoice === undefined || toolChoice.type === 'auto'
  // VALIDATED is AUTO whose calls keep to the schema, which is what `strict` asks for.
  if (isFree && context.family.combinesTools && tools.some((tool) => tool.type === 'function' && tool.strict))
    return { mode: 'VALIDATED' }
  if (toolChoice === undefined) return undefined
  if (isFree) return { mode: 'AUTO' }
  if (toolChoice.type === 'none') return { mode: 'NONE' }
  const allowed: Json[] | undefined = toolChoice.names?.flatMap(context.names.declaredAll)
  return present({ mode: 'ANY', allowedFunctionNames: allowed })
}
