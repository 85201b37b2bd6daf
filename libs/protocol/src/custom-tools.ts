import type { CustomTool, FunctionTool } from './canonical/request.ts'
import { isJsonObject, type JsonObject } from './json/json.ts'
import { parseJson } from './json/parse.ts'

/** The only parameter of the function that stands for a custom tool. */
const parameter = 'input'

/**
 * A custom tool as a function, for vendors that know no other tools: its text is the one string parameter `input`. What
 * the text must look like is said in words (as litellm PR#31571 and CLIProxyAPI do it for Codex's `apply_patch`).
 */
export function functionOfCustom({ description, format, ...tool }: CustomTool): FunctionTool {
  const lines = [
    ...(description ? [description, ''] : []),
    `Put the tool's raw text into \`${parameter}\`: no JSON inside it, no code fence around it.`,
    ...(format ? [`It must follow this ${format.syntax} grammar:`, format.definition] : []),
  ]
  const schema = {
    type: 'object',
    properties: { [parameter]: { type: 'string', description: 'The raw text.' } },
    required: [parameter],
    additionalProperties: false,
  }
  return { ...tool, type: 'function', description: lines.join('\n'), schema }
}

/** The arguments that say a custom tool's text as a function call. */
export function argumentsOfInput(input: string): JsonObject {
  return { [parameter]: input }
}

/**
 * The text for the custom tool, from the arguments that the model wrote: `input`; else the only string that there is
 * (models write `patch` or `cmd`); else the arguments as they are.
 */
export function inputOfArguments(text: string): string {
  const args = parseJson(text)
  if (typeof args === 'string') return args
  if (!isJsonObject(args)) return text
  const input = args[parameter]
  if (typeof input === 'string') return input
  const [only, ...others] = Object.values(args)
  return typeof only === 'string' && others.length === 0 ? only : text
}
