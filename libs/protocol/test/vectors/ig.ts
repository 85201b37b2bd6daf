import { expect } from '@jest/globals'
import type { Json, JsonObject } from '../../src/index.ts'
import { type RequestVector, valueAt } from './check.ts'
import {
  functionCall,
  functionResponse,
  modelParts,
  pdf,
  toolCall,
  toolMessage,
  user,
  userContent,
  userParts,
} from './macros.ts'

const system = { role: 'system', content: 'S' }
const callF = modelParts(functionCall('c1', 'f', {}))
const bareCall = (args: JsonObject): JsonObject => ({ functionCall: { name: 'f', args } })
const bareResponse = (output: string): JsonObject => ({ functionResponse: { name: 'f', response: { output } } })
const firstId = 'messages[1].tool_calls[0].id'

const messages: readonly RequestVector[] = [
  {
    id: 'T181',
    name: 'a system instruction may be a plain string',
    in: { systemInstruction: 'S' },
    exactAt: { 'messages[0]': system },
  },
  {
    id: 'T181',
    name: 'a system instruction may have one part without an array',
    in: { system_instruction: { parts: { text: 'S' } } },
    exactAt: { 'messages[0]': system },
  },
  {
    id: 'T182',
    name: 'contents may be one object without a role',
    in: { contents: { parts: [{ text: 'hi' }] } },
    exactAt: { messages: [user] },
  },
  {
    id: 'T187',
    name: 'several text parts are one string',
    in: { contents: [userParts({ text: 'a' }, { text: 'b' })] },
    exactAt: { 'messages[0].content': 'ab' },
  },
  {
    id: 'T188',
    name: 'a model turn of thoughts only disappears, and the users around it stay two',
    in: { contents: [userContent, modelParts({ text: 'T', thought: true }), userParts({ text: 'x' })] },
    exactAt: { messages: [user, { role: 'user', content: 'x' }] },
    dropped: 'unsaid',
  },
  {
    id: 'T188',
    name: 'streamed chunks that a chat helper sends back are one assistant message',
    in: {
      contents: [
        userContent,
        modelParts({ text: 'a' }),
        modelParts({ text: '' }),
        modelParts({ text: 'b' }),
        userContent,
      ],
    },
    exactAt: { messages: [user, { role: 'assistant', content: 'ab' }, user] },
  },
]

/** Gemini takes dots and colons in names; OpenAI, and vendors that check like it, answer 400 for the whole request. */
const dotted = 'fs.read:file'
const calls: readonly RequestVector[] = [
  {
    id: 'T083',
    name: 'a name with dots and colons is rewritten in declaration, choice and history, and can be restored',
    in: {
      tools: [{ functionDeclarations: [{ name: dotted }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [dotted] } },
      contents: [
        userContent,
        modelParts(functionCall('c1', dotted, {})),
        userParts(functionResponse('c1', dotted, { output: 'r' })),
      ],
    },
    exactAt: {
      'tools[0].function.name': 'fs_read_file',
      'tool_choice.function.name': 'fs_read_file',
      'messages[1].tool_calls[0].function.name': 'fs_read_file',
    },
    toolNames: { fs_read_file: dotted },
  },
  {
    id: 'T190',
    name: 'a call without an id gets one that its response shares',
    in: { contents: [userContent, modelParts(bareCall({ a: 'x' })), userParts(bareResponse('42'))] },
    exactAt: { 'messages[1].content': null, 'messages[2].content': '42' },
    holds(body) {
      expect(valueAt(body, firstId)).toMatch(/^call_[0-9a-f]{24}$/)
      expect(valueAt(body, 'messages[2].tool_call_id')).toBe(valueAt(body, firstId))
    },
  },
  {
    id: 'T191',
    name: 'two calls of one name without ids take their responses in order',
    in: {
      contents: [
        userContent,
        modelParts(bareCall({ n: 1 }), bareCall({ n: 2 })),
        userParts(bareResponse('A'), bareResponse('B')),
      ],
    },
    holds(body) {
      const ids = [0, 1].map((index) => valueAt(body, `messages[1].tool_calls[${index}].id`) ?? null)
      expect(new Set(ids).size).toBe(2)
      expect(valueAt(body, 'messages')).toMatchObject([
        user,
        { role: 'assistant' },
        toolMessage(String(ids[0]), 'A'),
        toolMessage(String(ids[1]), 'B'),
      ])
    },
  },
  {
    id: 'T194',
    name: 'a response comes before the text beside it',
    in: { contents: [userContent, callF, userParts({ text: 'go' }, functionResponse('c1', 'f', { output: 'r' }))] },
    out: { messages: [user, { role: 'assistant' }, toolMessage('c1', 'r'), { role: 'user', content: 'go' }] },
  },
  {
    id: 'T196',
    name: 'a response without a call is refused by name',
    in: { contents: [userContent, userParts(functionResponse('c9', 'lost', { output: 'r' }))] },
    error: { message: 'lost' },
  },
  {
    id: 'T197',
    name: 'a call that the user left without a response gets one that says so',
    in: { contents: [userContent, callF, userParts({ text: 'x' })] },
    out: {
      messages: [
        user,
        { role: 'assistant', content: null, tool_calls: [toolCall('c1', 'f', '{}')] },
        toolMessage('c1', '{"error":"no result provided"}'),
        { role: 'user', content: 'x' },
      ],
    },
    dropped: 'unsaid',
  },
]

/** functionResponse.response to the tool message's content. */
const responseShapes: readonly [JsonObject | undefined, string][] = [
  [{ output: 'x' }, 'x'],
  [{ result: { k: 1 } }, '{"result":{"k":1}}'],
  [{ output: { k: 1 } }, '{"output":{"k":1}}'],
  [{ error: 'e' }, '{"error":"e"}'],
  [undefined, '{}'],
]

const responses = responseShapes.map(([response, content]): RequestVector => {
  const functionResponse: JsonObject = response ? { id: 'c1', name: 'f', response } : { id: 'c1', name: 'f' }
  return {
    id: 'T193',
    name: `a response ${JSON.stringify(response)} becomes text`,
    in: { contents: [userContent, callF, userParts({ functionResponse })] },
    exactAt: { 'messages[2].content': content },
  }
})

const thinkingAmounts: readonly [JsonObject, string | undefined][] = [
  [{ thinkingBudget: 0 }, 'none'],
  [{ thinkingBudget: -1 }, undefined],
  [{ thinkingBudget: 1024 }, 'low'],
  [{ thinkingBudget: 8192 }, 'medium'],
  [{ thinkingBudget: 20_000 }, 'high'],
  [{ thinkingLevel: 'HIGH' }, 'high'],
  [{ thinkingLevel: 'MINIMAL' }, 'minimal'],
]

const thinking = thinkingAmounts.map(
  ([thinkingConfig, effort]): RequestVector => ({
    id: 'T206',
    name: `thinking ${JSON.stringify(thinkingConfig)} becomes effort ${effort}`,
    in: { generationConfig: { thinkingConfig } },
    ...(effort ? { exactAt: { reasoning_effort: effort } } : { absent: ['reasoning_effort'] }),
  }),
)

const mediaParts: readonly [JsonObject, Json][] = [
  [
    { fileData: { fileUri: 'https://x.test/a.png', mimeType: 'image/png' } },
    { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
  ],
  [
    { inlineData: { mimeType: 'audio/wav', data: 'QUFB' } },
    { type: 'input_audio', input_audio: { data: 'QUFB', format: 'wav' } },
  ],
  [
    { inlineData: { mimeType: 'application/pdf', data: pdf } },
    { type: 'file', file: { filename: 'file.pdf', file_data: `data:application/pdf;base64,${pdf}` } },
  ],
]

const media: readonly RequestVector[] = [
  ...mediaParts.map(
    ([part, expected]): RequestVector => ({
      id: 'T208',
      name: `${JSON.stringify(part)} becomes a part of its kind`,
      in: { contents: [userParts(part)] },
      exactAt: { 'messages[0].content': [expected] },
    }),
  ),
  {
    id: 'T208',
    name: 'an address that only Google can read is refused',
    in: { contents: [userParts({ fileData: { fileUri: 'gs://b/o' } })] },
    error: {},
  },
]

const losses: readonly RequestVector[] = [
  {
    id: 'T209',
    name: 'a search tool is dropped and named',
    in: { tools: [{ googleSearch: {} }] },
    absent: ['tools'],
    dropped: ['googleSearch'],
  },
  {
    id: 'T211',
    name: 'what Gemini CLI always sends does not fail the request',
    in: {
      generationConfig: { topK: 64 },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    },
    absent: ['top_k', 'topK', 'safetySettings', 'safety_settings'],
    dropped: ['generationConfig.topK', 'safetySettings'],
  },
]

export const igVectors: readonly RequestVector[] = [
  ...messages,
  ...calls,
  ...responses,
  ...thinking,
  ...media,
  ...losses,
]
