import type { JsonObject, Protocol } from '../../src/index.ts'

export type BodyOfSize = (size: number) => JsonObject

function list<T>(size: number, item: (at: number) => T): T[] {
  return Array.from({ length: size }, (_, at) => item(at))
}

const members = (size: number): JsonObject => Object.fromEntries(list(size, (at) => [`x${at}`, 'a']))
const question = { role: 'user', content: 'a' }
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }

function chat(body: JsonObject): JsonObject {
  return { model: 'gemini-3-pro', messages: [question], ...body }
}

function tool(at: number, parameters?: JsonObject): JsonObject {
  return { type: 'function', function: { name: `f${at}`, ...(parameters && { parameters }) } }
}

/** An assistant's calls and their results. */
function toolRound(
  size: number,
  id: (at: number) => string,
  order: (results: JsonObject[]) => JsonObject[],
): JsonObject {
  const calls = list(size, (at) => ({ id: id(at), type: 'function', function: { name: `f${at}`, arguments: '{}' } }))
  const results = list(size, (at): JsonObject => ({ role: 'tool', tool_call_id: id(at), name: `f${at}`, content: 'a' }))
  return chat({ messages: [question, { role: 'assistant', tool_calls: calls }, ...order(results)] })
}

const openaiChat: Readonly<Record<string, BodyOfSize>> = {
  'many questions': (size) => chat({ messages: list(size, () => question) }),
  'many turns': (size) =>
    chat({ messages: list(size, (at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content: 'a' })) }),
  'many system turns': (size) =>
    chat({ messages: [...list(size, () => ({ role: 'system', content: 'a' })), question] }),
  'many system turns later': (size) =>
    chat({ messages: list(size, (at) => ({ role: at % 2 === 0 ? 'user' : 'system', content: 'a' })) }),
  'many text parts': (size) =>
    chat({ messages: [{ role: 'user', content: list(size, () => ({ type: 'text', text: 'a' })) }] }),
  'many pictures': (size) => chat({ messages: [{ role: 'user', content: list(size, () => image) }] }),
  'many results': (size) =>
    toolRound(
      size,
      (at) => `id${at}`,
      (results) => results,
    ),
  'many results backwards': (size) =>
    toolRound(
      size,
      (at) => `id${at}`,
      (results) => results.toReversed(),
    ),
  'many results of one id': (size) =>
    toolRound(
      size,
      () => 'id',
      (results) => results,
    ),
  'many results without an id': (size) =>
    toolRound(
      size,
      () => '',
      (results) => results.toReversed(),
    ),
  'a result of many pictures': (size) =>
    chat({
      messages: [
        question,
        { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'a', content: list(size, () => image) },
      ],
    }),
  'many tools': (size) => chat({ tools: list(size, (at) => tool(at)) }),
  'one tool many times': (size) => chat({ tools: list(size, () => tool(0, { properties: { a: {} } })) }),
  'many tools of odd names': (size) =>
    chat({ tools: list(size, (at) => ({ type: 'function', function: { name: `${'ü '.repeat(40)}${at}` } })) }),
  'many allowed tools': (size) =>
    chat({
      tools: list(size, (at) => tool(at)),
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: list(size, (at) => tool(at)) } },
    }),
  'many required tools': (size) =>
    chat({
      tools: list(size, (at) => tool(at)),
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: list(size, (at) => tool(at)) } },
    }),
  'many tools of the vendor': (size) => chat({ tools: list(size, () => ({ google_search: {} })) }),
  'many stop sequences': (size) => chat({ model: 'gpt-4o', stop: list(size, (at) => `s${at}`) }),
  'many unknown members': (size) => chat(members(size)),
  'many unknown extra members': (size) => chat({ extra_body: { ...members(size), google: members(size) } }),
  'many unknown members of a message': (size) => chat({ messages: [{ ...question, ...members(size) }] }),
  'many safety settings': (size) => chat({ extra_body: { google: { safety_settings: list(size, () => ({})) } } }),
}

const turn = { role: 'user', parts: [{ text: 'a' }] }

function generate(body: JsonObject): JsonObject {
  return { contents: [turn], ...body }
}

function geminiRound(
  size: number,
  id: (at: number) => JsonObject,
  order: (results: JsonObject[]) => JsonObject[],
): JsonObject {
  const calls = list(size, (at) => ({ functionCall: { ...id(at), name: `f${at % 7}`, args: {} } }))
  const results = list(size, (at): JsonObject => {
    return { functionResponse: { ...id(at), name: `f${at % 7}`, response: { output: 'a' } } }
  })
  return generate({ contents: [turn, { role: 'model', parts: calls }, { role: 'user', parts: order(results) }] })
}

const gemini: Readonly<Record<string, BodyOfSize>> = {
  'many questions': (size) => generate({ contents: list(size, () => turn) }),
  'many turns': (size) =>
    generate({ contents: list(size, (at) => ({ role: at % 2 === 0 ? 'user' : 'model', parts: [{ text: 'a' }] })) }),
  'many model turns': (size) => generate({ contents: list(size, () => ({ role: 'model', parts: [{ text: 'a' }] })) }),
  'many parts': (size) => generate({ contents: [{ role: 'model', parts: list(size, () => ({ text: 'a' })) }, turn] }),
  'many kinds of parts': (size) =>
    generate({
      contents: [{ parts: list(size, (at) => (at % 2 === 0 ? { text: 'a' } : { fileData: { fileUri: 'gs://a' } })) }],
    }),
  'many instructions': (size) => generate({ systemInstruction: { parts: list(size, () => ({ text: 'a' })) } }),
  'many results': (size) =>
    geminiRound(
      size,
      (at) => ({ id: `id${at}` }),
      (results) => results,
    ),
  'many results backwards': (size) =>
    geminiRound(
      size,
      (at) => ({ id: `id${at}` }),
      (results) => results.toReversed(),
    ),
  'many results of one id': (size) =>
    geminiRound(
      size,
      () => ({ id: 'id' }),
      (results) => results.toReversed(),
    ),
  'many results without an id': (size) =>
    geminiRound(
      size,
      () => ({}),
      (results) => results.toReversed(),
    ),
  'many functions': (size) => generate({ tools: list(size, (at) => ({ functionDeclarations: [{ name: `f${at}` }] })) }),
  'many allowed functions': (size) =>
    generate({
      tools: [{ functionDeclarations: list(size, (at) => ({ name: `f${at}` })) }],
      toolConfig: {
        functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: list(size, (at) => `f${at}`) },
      },
    }),
  'many unknown tools': (size) => generate({ tools: [members(size)] }),
  'many unknown members': (size) => generate(members(size)),
  'many unknown settings': (size) => generate({ generationConfig: members(size) }),
  'many unknown members of a function': (size) =>
    generate({ tools: [{ functionDeclarations: [{ name: 'f', ...members(size) }] }] }),
  'many safety settings': (size) => generate({ safetySettings: list(size, () => ({})) }),
  'many stop sequences': (size) => generate({ generationConfig: { stopSequences: list(size, (at) => `s${at}`) } }),
}

/** Bodies of requests that grow in one place. */
export const requestShapes: Readonly<Record<Protocol, Readonly<Record<string, BodyOfSize>>>> = {
  'openai-chat': openaiChat,
  gemini,
}
