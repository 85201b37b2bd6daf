import { expect } from '@jest/globals'
import type { JsonObject } from '../../src/index.ts'
import { type RequestVector, valueAt } from './check.ts'
import {
  callMessage,
  declaration,
  functionCall,
  functionResponse,
  openaiTool,
  tool,
  toolCall,
  toolMessage,
  toolSchema,
  user,
  userContent,
} from './macros.ts'

const calling = 'toolConfig.functionCallingConfig'
const declared = 'tools[0].functionDeclarations'
const g = openaiTool('g')
/** As chat completions write it; the Responses API leaves out the inner object. */
const grammar = { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } }
const choose = (tool_choice: JsonObject | string): JsonObject => ({ tools: [tool], tool_choice })
const allow = (mode: string): JsonObject => ({
  tools: [tool, g],
  tool_choice: {
    type: 'allowed_tools',
    allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'f' } }] },
  },
})

const declarations: readonly RequestVector[] = [
  {
    id: 'T076',
    name: 'tools without arguments are declared without a schema',
    in: { tools: [openaiTool('f'), openaiTool('g', { type: 'object', properties: {} })] },
    exactAt: { tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }] },
  },
  {
    id: 'T077',
    name: 'an empty list of tools is no tools',
    in: { tools: [], tool_choice: 'auto' },
    outExact: { contents: [userContent] },
  },
  {
    id: 'T077',
    name: 'a required call without tools is refused',
    in: { tools: [], tool_choice: 'required' },
    error: { param: 'tool_choice' },
  },
  {
    id: 'T082',
    name: 'a name that Gemini refuses is rewritten in declaration, history and choice, and can be restored',
    in: {
      tools: [openaiTool('1bad name/x', toolSchema)],
      tool_choice: { type: 'function', function: { name: '1bad name/x' } },
      messages: [user, callMessage(toolCall('c1', '1bad name/x', '{}')), toolMessage('c1', 'r')],
    },
    exactAt: {
      [`${declared}[0].name`]: '_1bad_name_x',
      [`${calling}.allowedFunctionNames`]: ['_1bad_name_x'],
      'contents[1].parts[0].functionCall.name': '_1bad_name_x',
      'contents[2].parts[0].functionResponse.name': '_1bad_name_x',
    },
    toolNames: { _1bad_name_x: '1bad name/x' },
  },
  longNames('a long name is cut to 64 characters', ['n'.repeat(80)]),
  longNames('long names with the same beginning stay apart', [`${'n'.repeat(80)}1`, `${'n'.repeat(80)}2`]),
  longNames('names that are rewritten alike stay apart', ['a/b', 'a b']),
  {
    id: 'T085',
    name: 'a tool that is declared twice is declared once',
    in: { tools: [tool, tool] },
    exactAt: { tools: [declaration] },
  },
  {
    id: 'T085',
    name: 'one name for two schemas is refused',
    in: { tools: [tool, openaiTool('f', { type: 'object', properties: { b: { type: 'string' } } })] },
    error: { param: 'tools[1].function.name' },
  },
  {
    id: 'T086',
    name: 'web search is a tool of its own',
    in: { web_search_options: {} },
    outExact: { contents: [userContent], tools: [{ googleSearch: {} }] },
  },
  {
    id: 'T088',
    name: 'web search beside functions is dropped on 2.5',
    in: { tools: [tool], web_search_options: {} },
    exactAt: { tools: [declaration] },
    dropped: ['web_search_options'],
  },
  {
    id: 'T088',
    name: 'web search beside functions is combined on 3',
    in: { model: 'gemini-3-flash-preview', tools: [tool], web_search_options: {} },
    out: {
      tools: [declaration, { googleSearch: {} }],
      toolConfig: { includeServerSideToolInvocations: true },
    },
  },
  {
    // Codex sends its edit tool as a custom one whatever the model: refused, nothing works; dropped, nothing is edited.
    id: 'T089',
    name: 'a custom tool is a function of one text, and the choice of it too',
    in: {
      tools: [{ type: 'custom', custom: { name: 'patch', description: 'Edits files.', format: grammar } }],
      tool_choice: { type: 'custom', custom: { name: 'patch' } },
    },
    exactAt: {
      [`${declared}[0].name`]: 'patch',
      [`${declared}[0].description`]: [
        'Edits files.',
        '',
        "Put the tool's raw text into `input`: no JSON inside it, no code fence around it.",
        'It must follow this lark grammar:',
        'start: "x"',
      ].join('\n'),
      [`${declared}[0].parametersJsonSchema.properties.input.type`]: 'string',
      [`${declared}[0].parametersJsonSchema.required`]: ['input'],
      [calling]: { mode: 'ANY', allowedFunctionNames: ['patch'] },
    },
    toolNames: { patch: 'patch' },
  },
  {
    id: 'T089',
    name: "a custom tool's call in the history is a call with that text",
    in: {
      tools: [{ type: 'custom', custom: { name: 'patch', format: { type: 'text' } } }],
      messages: [
        user,
        callMessage({ id: 'c1', type: 'custom', custom: { name: 'patch', input: '*** "a"\n' } }),
        toolMessage('c1', 'done'),
      ],
    },
    exactAt: {
      'contents[1].parts': [functionCall('c1', 'patch', { input: '*** "a"\n' })],
      'contents[2].parts': [functionResponse('c1', 'patch', { output: 'done' })],
    },
    toolNames: { patch: 'patch' },
  },
  {
    id: 'T089',
    name: 'a tool of another type is refused',
    in: { tools: [{ type: 'mcp', mcp: { name: 'x' } }] },
    error: { param: 'tools[0].type' },
  },
]

const choices: readonly RequestVector[] = [
  { id: 'T079', name: 'choice auto', in: choose('auto'), exactAt: { [`${calling}.mode`]: 'AUTO' } },
  {
    id: 'T079',
    name: 'choice none keeps the declarations',
    in: choose('none'),
    exactAt: { [calling]: { mode: 'NONE' }, tools: [declaration] },
  },
  { id: 'T079', name: 'choice required', in: choose('required'), exactAt: { [calling]: { mode: 'ANY' } } },
  {
    id: 'T079',
    name: 'a named choice',
    in: choose({ type: 'function', function: { name: 'f' } }),
    exactAt: { [calling]: { mode: 'ANY', allowedFunctionNames: ['f'] } },
  },
  {
    id: 'T079',
    name: 'a choice of an undeclared tool is refused',
    in: choose({ type: 'function', function: { name: 'h' } }),
    error: { param: 'tool_choice' },
  },
  {
    id: 'T080',
    name: 'a required choice among some keeps every declaration',
    in: allow('required'),
    exactAt: {
      [calling]: { mode: 'ANY', allowedFunctionNames: ['f'] },
      tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: toolSchema }, { name: 'g' }] }],
    },
  },
  {
    id: 'T080',
    name: 'a free choice among some declares only these, as names are legal with ANY only',
    in: allow('auto'),
    exactAt: { tools: [declaration], [`${calling}.mode`]: 'AUTO' },
    absent: [`${calling}.allowedFunctionNames`],
  },
]

function longNames(name: string, originals: readonly string[]): RequestVector {
  return {
    id: 'T083',
    name: `${name}, and can be restored`,
    in: { tools: originals.map((original) => openaiTool(original)) },
    holds(body, toolNames) {
      const names = originals.map((_, index) => String(valueAt(body, `${declared}[${index}].name`)))
      expect(names.map((declaredName) => toolNames[declaredName])).toEqual(originals)
      for (const declaredName of names) expect(declaredName).toMatch(/^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/)
    },
  }
}

export const ogToolVectors: readonly RequestVector[] = [...declarations, ...choices]
