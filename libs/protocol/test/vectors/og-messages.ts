import type { JsonObject } from '../../src/index.ts'
import type { RequestVector } from './check.ts'
import {
  callMessage,
  functionCall,
  functionResponse,
  modelParts,
  png,
  tool,
  toolCall,
  toolMessage,
  user,
  userContent,
  userParts,
  withParts,
} from './macros.ts'

const system = (content: string): JsonObject => ({ role: 'system', content })

const said = (content: string): JsonObject => ({ role: 'assistant', content })
const image: JsonObject = { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }
const instruction = (text: string): JsonObject => ({ text: `<system_instruction>\n${text}\n</system_instruction>` })

const instructions: readonly RequestVector[] = [
  {
    id: 'T001',
    name: 'a system message becomes the system instruction',
    in: { messages: [system('S'), user] },
    outExact: { systemInstruction: { parts: [{ text: 'S' }] }, contents: [userContent] },
  },
  {
    id: 'T002',
    name: 'a developer message is a system message, and two of them stay two parts',
    in: { messages: [system('S1'), { role: 'developer', content: 'S2' }, user] },
    outExact: { systemInstruction: { parts: [{ text: 'S1' }, { text: 'S2' }] }, contents: [userContent] },
  },
  {
    // Its place is its meaning, and a hoisted one would break the prompt cache in every turn (experiential PR#969).
    id: 'T004',
    name: 'a system message after the first user turn stays in its place, as user text that says what it is',
    in: { messages: [user, system('S'), { role: 'user', content: 'b' }] },
    outExact: { contents: [userParts({ text: 'hi' }, instruction('S'), { text: 'b' })] },
  },
  {
    id: 'T004',
    name: 'a system message between two model turns keeps them apart',
    in: { messages: [user, said('a'), system('S'), said('b'), user] },
    outExact: {
      contents: [
        userContent,
        modelParts({ text: 'a' }),
        userParts(instruction('S')),
        modelParts({ text: 'b' }),
        userContent,
      ],
    },
  },
  {
    id: 'T004',
    name: 'a system message that ends the chat is what the model answers to',
    in: { messages: [system('first'), user, said('a'), { role: 'developer', content: 'S' }] },
    outExact: {
      systemInstruction: { parts: [{ text: 'first' }] },
      contents: [userContent, modelParts({ text: 'a' }), userParts(instruction('S'))],
    },
  },
  {
    id: 'T004',
    name: 'a system message between a call and its result follows the result',
    in: {
      messages: [user, callMessage(toolCall('c1', 'f', '{}')), system('S'), toolMessage('c1', 'r'), user],
      tools: [tool],
    },
    exactAt: {
      contents: [
        userContent,
        modelParts(functionCall('c1', 'f', {})),
        userParts(functionResponse('c1', 'f', { output: 'r' })),
        userParts(instruction('S'), { text: 'hi' }),
      ],
    },
  },
  {
    id: 'T004',
    name: 'system messages before the first user turn are hoisted, also behind a greeting',
    in: { messages: [said('welcome'), system('S'), user] },
    exactAt: { systemInstruction: { parts: [{ text: 'S' }] } },
  },
  {
    id: 'T005',
    name: 'a request of system messages only sends their text as the user',
    in: { messages: [system('S')] },
    outExact: { contents: [userParts({ text: 'S' })] },
  },
  {
    id: 'T007',
    name: 'an empty system message is left out',
    in: { messages: [system(''), user] },
    outExact: { contents: [userContent] },
  },
]

const turns: readonly RequestVector[] = [
  {
    id: 'T008',
    name: 'an empty user message becomes one blank',
    in: { messages: [{ role: 'user', content: '' }] },
    exactAt: { contents: [userParts({ text: ' ' })] },
  },
  { id: 'T010', name: 'no messages at all is refused', in: { messages: [] }, error: { param: 'messages' } },
  {
    id: 'T011',
    name: 'an empty assistant message is left out and the users around it merge',
    in: {
      messages: [user, { role: 'assistant', content: [{ type: 'text', text: '' }] }, { role: 'user', content: 'x' }],
    },
    exactAt: { contents: [userParts({ text: 'hi' }, { text: 'x' })] },
  },
  {
    id: 'T013',
    name: 'assistant text and the tool call after it merge into one model turn',
    in: {
      messages: [
        user,
        { role: 'assistant', content: 'wait' },
        callMessage(toolCall('c1', 'f', '{}')),
        toolMessage('c1', '1x'),
      ],
      tools: [tool],
    },
    exactAt: {
      contents: [
        userContent,
        modelParts({ text: 'wait' }, functionCall('c1', 'f', {})),
        userParts(functionResponse('c1', 'f', { output: '1x' })),
      ],
    },
  },
  {
    id: 'T014',
    name: 'a conversation that the assistant opens gets a blank user turn first',
    in: { messages: [{ role: 'assistant', content: 'Welcome' }, user] },
    exactAt: { contents: [userParts({ text: ' ' }), modelParts({ text: 'Welcome' }), userContent] },
  },
  {
    id: 'T016',
    name: 'an answer begun by the client is continued by request on newer models',
    in: { model: 'gemini-3.8-flash', messages: [user, { role: 'assistant', content: 'The' }] },
    exactAt: { contents: [userContent, modelParts({ text: 'The' }), userParts({ text: 'Continue.' })] },
  },
  {
    id: 'T016',
    name: 'an answer begun by the client is passed as it is on 2.5',
    in: { messages: [user, { role: 'assistant', content: 'The' }] },
    exactAt: { contents: [userContent, modelParts({ text: 'The' })] },
  },
  {
    id: 'T034',
    name: 'an unknown part type is refused',
    in: withParts({ type: 'hologram', x: 1 }),
    error: { param: 'messages[0].content[0].type' },
  },
  {
    id: 'T035',
    name: 'an unknown role is refused',
    in: { messages: [{ role: 'critic', content: 'x' }] },
    error: { param: 'messages[0].role' },
  },
  {
    id: 'T037',
    name: 'reasoning in the history is not sent again',
    in: { messages: [user, { role: 'assistant', reasoning_content: 'secret', content: 'a' }, user] },
    exactAt: { 'contents[1]': modelParts({ text: 'a' }) },
    dropped: 'unsaid',
  },
  {
    id: 'T038',
    name: 'the signature of a text goes back on its last part',
    in: {
      model: 'gemini-3-flash-preview',
      messages: [
        user,
        { role: 'assistant', content: 'a', extra_content: { google: { thought_signature: 'U0lH' } } },
        user,
      ],
    },
    exactAt: { 'contents[1]': modelParts({ text: 'a', thoughtSignature: 'U0lH' }) },
  },
  {
    id: 'T040',
    name: 'message members that mean nothing here are reported, a name that tells nobody apart among them',
    in: {
      messages: [
        { role: 'user', name: 'bob', content: 'hi' },
        { role: 'assistant', content: 'a', audio: { id: 'au1' }, annotations: [] },
        user,
      ],
    },
    exactAt: { contents: [userContent, modelParts({ text: 'a' }), userContent] },
    dropped: ['messages[0].name', 'messages[1].audio'],
  },
  {
    id: 'T040',
    name: 'several names of one role are said in the text, once',
    in: {
      messages: [
        { role: 'user', name: 'ann', content: 'hi' },
        { role: 'user', name: 'bob', content: 'bob: ho' },
        { role: 'assistant', name: 'agent', content: 'a' },
        { role: 'user', name: 'ann', content: [image] },
      ],
    },
    exactAt: {
      contents: [
        userParts({ text: 'ann: hi' }, { text: 'bob: ho' }),
        modelParts({ text: 'a' }),
        userParts({ inlineData: { mimeType: 'image/png', data: png } }),
      ],
    },
    dropped: ['messages[2].name', 'messages[3].name'],
  },
  {
    id: 'T040',
    name: 'unknown members of messages and of their parts are reported',
    in: {
      messages: [
        { role: 'system', content: 'S', name: 'example_user' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi', cache_control: { type: 'ephemeral' }, citations: { enabled: true } },
            {
              type: 'image_url',
              image_url: { url: `data:image/png;base64,${png}`, crop: 1 },
              prompt_cache_breakpoint: {},
            },
          ],
        },
        { role: 'assistant', content: 'a', prefix: true, reasoning_content: 'T' },
        user,
      ],
    },
    dropped: [
      'messages[0].name',
      'messages[1].content[0].cache_control',
      'messages[1].content[0].citations',
      'messages[1].content[1].image_url.crop',
      'messages[1].content[1].prompt_cache_breakpoint',
      'messages[2].prefix',
      'messages[2].reasoning_content',
    ],
  },
  {
    id: 'T025',
    name: 'an address that Google cannot fetch is named as the client wrote it',
    in: withParts({ type: 'image_url', image_url: { url: 'http://a.test/x.png' } }),
    error: { param: 'messages[0].content[0].image_url.url' },
  },
]

export const ogMessageVectors: readonly RequestVector[] = [...instructions, ...turns]
