import { expect } from '@jest/globals'
import type { JsonObject } from '../../src/index.ts'
import type { RequestVector } from './check.ts'
import {
  callMessage,
  functionCall,
  functionResponse,
  modelParts,
  placeholder,
  tool,
  toolCall,
  toolMessage,
  user,
  userContent,
  userParts,
} from './macros.ts'

const signed = (call: JsonObject): JsonObject => ({
  ...call,
  extra_content: { google: { thought_signature: 'U0lH' } },
})

const history: readonly RequestVector[] = [
  {
    id: 'T091',
    name: 'a call and its result go round',
    in: {
      messages: [user, callMessage(toolCall('c1', 'f', '{"a":"x"}')), toolMessage('c1', '{"ok":true}')],
      tools: [tool],
    },
    exactAt: {
      contents: [
        userContent,
        modelParts(functionCall('c1', 'f', { a: 'x' })),
        userParts(functionResponse('c1', 'f', { ok: true })),
      ],
    },
  },
  {
    id: 'T092',
    name: 'results are sent in the order of their calls',
    in: {
      messages: [
        user,
        callMessage(toolCall('c1', 'f', '{}'), toolCall('c2', 'g', '{}')),
        toolMessage('c2', 'B'),
        toolMessage('c1', 'A'),
      ],
    },
    exactAt: {
      'contents[2]': userParts(
        functionResponse('c1', 'f', { output: 'A' }),
        functionResponse('c2', 'g', { output: 'B' }),
      ),
    },
    absent: ['contents[3]'],
  },
  {
    id: 'T094',
    name: 'on 3 the first call of every step carries the placeholder',
    in: { model: 'gemini-3-flash-preview', messages: twoSteps() },
    exactAt: {
      'contents[1].parts': [{ ...functionCall('c1', 'f', {}), thoughtSignature: placeholder }],
      'contents[3].parts': [{ ...functionCall('c2', 'f', {}), thoughtSignature: placeholder }],
    },
  },
  {
    id: 'T095',
    name: 'a signature that the client kept goes back, and parallel calls need no other',
    in: {
      model: 'gemini-3-flash-preview',
      messages: [
        user,
        callMessage(signed(toolCall('c1', 'f', '{}')), toolCall('c2', 'g', '{}')),
        toolMessage('c1', 'A'),
        toolMessage('c2', 'B'),
      ],
    },
    exactAt: {
      'contents[1].parts': [{ ...functionCall('c1', 'f', {}), thoughtSignature: 'U0lH' }, functionCall('c2', 'g', {})],
    },
  },
  {
    id: 'T097',
    name: '2.5 needs no signature and gets none',
    in: { messages: twoSteps() },
    holds: (body) => expect(JSON.stringify(body)).not.toMatch(/thoughtSignature|skip_thought_signature/),
  },
  {
    id: 'T103',
    name: 'a call without its result is refused by name',
    in: {
      messages: [user, callMessage(toolCall('c1', 'f', '{}'), toolCall('c2', 'f', '{}')), toolMessage('c1', 'A'), user],
    },
    error: { message: 'c2' },
  },
  {
    id: 'T104',
    name: 'a repeated id means the nearest call before it',
    in: {
      messages: [
        user,
        callMessage(toolCall('call_0', 'f', '{}')),
        toolMessage('call_0', 'A'),
        callMessage(toolCall('call_0', 'g', '{}')),
        toolMessage('call_0', 'B'),
      ],
    },
    exactAt: {
      'contents[2].parts[0].functionResponse.name': 'f',
      'contents[4].parts[0].functionResponse.name': 'g',
    },
  },
]

/** Tool message content to the response that Gemini gets. */
const resultShapes: readonly [string | JsonObject[], JsonObject][] = [
  ['[1,2]', { output: [1, 2] }],
  ['plain', { output: 'plain' }],
  ['5', { output: '5' }],
  ['', { output: '' }],
  ['null', { output: 'null' }],
  ['{"id":9007199254740993}', { output: '{"id":9007199254740993}' }],
  [
    [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ],
    { output: 'a\nb' },
  ],
]

/** Arguments text to the args that Gemini gets. */
const argumentShapes: readonly [string, JsonObject][] = [
  ['', {}],
  ['{', { _raw: '{' }],
  ['[1]', { _raw: '[1]' }],
]

const shapes: readonly RequestVector[] = [
  {
    id: 'T101',
    name: 'digits of arguments that Google cannot hold are reported, and those of texts are not',
    in: {
      messages: [
        user,
        callMessage(
          toolCall('c1', 'f', '{"id":1234567890123456789}'),
          toolCall('c2', 'f', '{"id":"1234567890123456789"}'),
        ),
        toolMessage('c1', 'r'),
        toolMessage('c2', 'r'),
      ],
    },
    dropped: ['messages[1].tool_calls[0].function.arguments'],
  },
  {
    id: 'T106',
    name: 'pictures that the model made come back with their own signatures',
    in: {
      messages: [
        user,
        {
          role: 'assistant',
          content: 'here',
          images: [
            {
              type: 'image_url',
              index: 0,
              image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' },
              extra_content: { google: { thought_signature: 'U0lI' } },
            },
          ],
          extra_content: { google: { thought_signature: 'U0lH' } },
        },
        user,
      ],
    },
    exactAt: {
      'contents[1]': modelParts(
        { text: 'here', thoughtSignature: 'U0lH' },
        { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'U0lI' },
      ),
    },
  },
  {
    id: 'T106',
    name: 'a turn of nothing but a picture stays',
    in: {
      messages: [
        user,
        {
          role: 'assistant',
          content: null,
          images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }],
        },
        user,
      ],
    },
    exactAt: { 'contents[1]': modelParts({ inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }) },
  },
  ...resultShapes.map(
    ([content, response]): RequestVector => ({
      id: 'T100',
      name: `a tool result ${JSON.stringify(content)} becomes an object`,
      in: { messages: [user, callMessage(toolCall('c1', 'f', '{}')), toolMessage('c1', content)] },
      exactAt: { 'contents[2].parts[0].functionResponse.response': response },
    }),
  ),
  ...argumentShapes.map(
    ([text, args]): RequestVector => ({
      id: 'T101',
      name: `arguments ${JSON.stringify(text)} become an object and the call stays`,
      in: { messages: [user, callMessage(toolCall('c1', 'f', text)), toolMessage('c1', 'r')] },
      exactAt: { 'contents[1]': modelParts(functionCall('c1', 'f', args)) },
    }),
  ),
]

function twoSteps(): JsonObject[] {
  const step = (id: string) => [callMessage(toolCall(id, 'f', '{}')), toolMessage(id, 'r')]
  return [user, ...step('c1'), ...step('c2')]
}

export const ogHistoryVectors: readonly RequestVector[] = [...history, ...shapes]

/** OpenAI on both sides of the translation: Google's signatures stay here. */
export const ooVectors: readonly RequestVector[] = [
  {
    id: 'T004',
    name: 'system messages keep their places',
    in: {
      messages: [
        { role: 'system', content: 'S1' },
        user,
        callMessage(toolCall('c1', 'f', '{}')),
        { role: 'system', content: 'S2' },
        toolMessage('c1', 'r'),
      ],
    },
    exactAt: {
      messages: [
        { role: 'system', content: 'S1' },
        user,
        callMessage(toolCall('c1', 'f', '{}')),
        toolMessage('c1', 'r'),
        { role: 'system', content: 'S2' },
      ],
    },
  },
  {
    id: 'T106',
    name: 'extra_content never leaves for another provider',
    in: {
      messages: [
        user,
        { role: 'assistant', content: 'a', extra_content: { google: { thought_signature: 'U0lH' } } },
        user,
        callMessage(signed(toolCall('c1', 'f', '{}'))),
        toolMessage('c1', 'r'),
      ],
      tools: [tool],
    },
    holds: (body) => expect(JSON.stringify(body)).not.toMatch(/extra_content|U0lH/),
  },
]
