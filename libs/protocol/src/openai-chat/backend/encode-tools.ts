import type {
  CustomFormat,
  CustomTool,
  FunctionTool,
  GenerationRequest,
  Tool,
  ToolChoice,
} from '../../canonical/request.ts'
import { functionOfCustom } from '../../custom-tools.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import type { EncodeContext } from './encode-context.ts'

/** `tools`, `tool_choice` and `parallel_tool_calls`; nothing at all without tools. */
export function encodeTools(
  { tools, toolChoice, parallelToolCalls }: GenerationRequest,
  context: EncodeContext,
): JsonObject {
  const offered = offeredTools(tools, toolChoice)
  if (offered.length === 0) return {}
  return {
    tools: offered.map((tool) => encodeTool(tool, context)),
    ...(toolChoice && { tool_choice: encodeChoice(toolChoice, offered, context) }),
    ...(parallelToolCalls === false && { parallel_tool_calls: false }),
  }
}

/** A free choice among some is the whole choice of these: few vendors know `allowed_tools`. */
function offeredTools(tools: readonly Tool[], choice: ToolChoice | undefined): readonly Tool[] {
  if (choice?.type !== 'auto' || !choice.names) return tools
  const names = new Set(choice.names)
  return tools.filter((tool) => names.has(tool.name))
}

function encodeTool(tool: Tool, context: EncodeContext): JsonObject {
  if (tool.type === 'function') return encodeFunction(tool, context)
  return context.quirks.customTools ? encodeCustom(tool, context) : encodeFunction(functionOfCustom(tool), context)
}

function encodeFunction(tool: FunctionTool, { names }: EncodeContext): JsonObject {
  const { description, schema, strict } = tool
  return {
    type: 'function',
    function: {
      name: names.declared(tool),
      ...(description !== undefined && { description }),
      // Several vendors refuse a function without parameters.
      parameters: isJsonObject(schema) ? schema : { type: 'object', properties: {} },
      ...(strict !== undefined && { strict }),
    },
  }
}

function encodeCustom(tool: CustomTool, { names }: EncodeContext): JsonObject {
  const { description, format } = tool
  const custom = {
    name: names.declared(tool),
    ...(description !== undefined && { description }),
    ...(format && { format: encodeFormat(format) }),
  }
  return { type: 'custom', custom }
}

function encodeFormat({ syntax, definition }: CustomFormat): JsonObject {
  return { type: 'grammar', grammar: { syntax, definition } }
}

function encodeChoice(choice: ToolChoice, tools: readonly Tool[], context: EncodeContext): Json {
  if (choice.type !== 'required' || choice.names === undefined) return choice.type
  const names = new Set(choice.names)
  const named = tools.filter((tool) => names.has(tool.name)).map((tool) => reference(tool, context))
  const [first, ...others] = named
  if (first === undefined) return 'required'
  if (others.length === 0) return first
  return { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: named } }
}

function reference(tool: Tool, { names, quirks }: EncodeContext): JsonObject {
  const name = names.declared(tool)
  return tool.type === 'custom' && quirks.customTools
    ? { type: 'custom', custom: { name } }
    : { type: 'function', function: { name } }
}
