import type { FunctionTool, GenerationRequest, ToolChoice } from '../../canonical/request.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** `tools`, `tool_choice` and `parallel_tool_calls`; nothing at all without functions. */
export function encodeTools({ tools, toolChoice, parallelToolCalls }: GenerationRequest): JsonObject {
  const offered = offeredTools(
    tools.filter((tool) => tool.type === 'function'),
    toolChoice,
  )
  if (offered.length === 0) return {}
  return {
    tools: offered.map(encodeTool),
    ...(toolChoice && { tool_choice: encodeChoice(toolChoice) }),
    ...(parallelToolCalls === false && { parallel_tool_calls: false }),
  }
}

/** A free choice among some is the whole choice of these: few vendors know `allowed_tools`. */
function offeredTools(tools: readonly FunctionTool[], choice: ToolChoice | undefined): readonly FunctionTool[] {
  if (choice?.type !== 'auto' || !choice.names) return tools
  const names = new Set(choice.names)
  return tools.filter((tool) => names.has(tool.name))
}

function encodeTool({ name, description, schema, strict }: FunctionTool): JsonObject {
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      // Several vendors refuse a function without parameters.
      parameters: isJsonObject(schema) ? schema : { type: 'object', properties: {} },
      ...(strict !== undefined && { strict }),
    },
  }
}

function encodeChoice(choice: ToolChoice): Json {
  if (choice.type !== 'required' || choice.names === undefined) return choice.type
  const [first, ...others] = choice.names.map((name): JsonObject => ({ type: 'function', function: { name } }))
  if (first === undefined) return 'required'
  if (others.length === 0) return first
  return { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [first, ...others] } }
}
