import type { JsonObject } from '../../src/index.ts'
import type { Pair } from './pair.ts'

const head = { modelVersion: 'gemini-3-pro-preview', responseId: 'r1' }
const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 }

/** Each event has its parts and the counts so far; the last one the finish. */
function stream(events: readonly (readonly JsonObject[])[], more: JsonObject = {}): JsonObject[] {
  return events.map((parts, place) => {
    const isLast = place === events.length - 1
    const candidate = {
      content: { parts: [...parts], role: 'model' },
      ...(isLast && { finishReason: 'STOP', ...more }),
    }
    const counts = { ...usageMetadata, candidatesTokenCount: place, totalTokenCount: 9 + place }
    return { candidates: [{ ...candidate, index: 0 }], usageMetadata: isLast ? usageMetadata : counts, ...head }
  })
}

function whole(parts: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  const candidate = { content: { parts: [...parts], role: 'model' }, finishReason: 'STOP', ...more, index: 0 }
  return { candidates: [candidate], usageMetadata, ...head }
}

const folder = 'vercel/ai packages/google/src/__fixtures__'
const call = { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'U0lH' }
const piece = (partialArgs: JsonObject[]) => [{ functionCall: { partialArgs, willContinue: true } }]
const finishMessage = { at: 'candidates.0.finishMessage', because: 'only the whole answer says that it is a call' }
const grounding = {
  groundingMetadata: {
    webSearchQueries: ['a'],
    groundingChunks: [{ web: { uri: 'https://a.test', title: 'A' } }],
    groundingSupports: [{ segment: { endIndex: 2, text: 'Hi' }, groundingChunkIndices: [0] }],
  },
}
const sound = (data: string) => ({ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data } })
const image = { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'U0lH' }
const code = [
  { executableCode: { language: 'PYTHON', code: 'print(1)' } },
  { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } },
]

export const gemini: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${folder}/google-text.{chunks.txt,json}`,
    stream: stream([[{ text: 'Hi' }], [{ text: ' you' }], [{ text: '' }]]),
    whole: whole([{ text: 'Hi you' }]),
  },
  {
    situation: 'two texts in one event',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_google',
    stream: stream([[{ text: 'a' }, { text: 'b' }], [{ text: 'c' }]]),
    whole: whole([{ text: 'a' }, { text: 'bc' }]),
  },
  {
    situation: 'text, signed at its end',
    seen: `${folder}/google-reasoning-gemini3.{chunks.txt,json}, https://ai.google.dev/gemini-api/docs/thought-signatures`,
    stream: stream([[{ text: 'Hi' }], [{ text: '', thoughtSignature: 'U0lH' }]]),
    whole: whole([{ text: 'Hi', thoughtSignature: 'U0lH' }]),
    differences: [
      {
        at: 'candidates.0.content.parts',
        because: 'the stream signs an empty part of its own, and Google forbids joining a signed part with another',
      },
    ],
  },
  {
    situation: 'tools',
    seen: `${folder}/google-tool-call-gemini3.{chunks.txt,json}`,
    stream: stream([[call, { functionCall: { name: 'g', args: {} } }], [{ text: '' }]]),
    whole: whole([call, { functionCall: { name: 'g', args: {} } }], {
      finishMessage: 'Model generated function call(s).',
    }),
    differences: [finishMessage],
  },
  {
    situation: 'tools, in pieces (Vertex AI)',
    seen: `${folder}/google-stream-tool-call-arguments.chunks.txt`,
    stream: stream([
      [{ functionCall: { name: 'f', willContinue: true }, thoughtSignature: 'U0lH' }],
      piece([{ jsonPath: '$.place', stringValue: 'Bos', willContinue: true }]),
      piece([{ jsonPath: '$.place', stringValue: 'ton' }]),
      piece([{ jsonPath: '$.days[0]', numberValue: 1 }]),
      [{ functionCall: {} }],
    ]),
    whole: whole([{ functionCall: { name: 'f', args: { place: 'Boston', days: [1] } }, thoughtSignature: 'U0lH' }]),
  },
  {
    situation: 'thinking',
    seen: `${folder}/google-reasoning.{chunks.txt,json}, https://ai.google.dev/gemini-api/docs/thinking`,
    stream: stream([[{ text: 'We', thought: true }], [{ text: ' do', thought: true }], [{ text: 'Hi' }]]),
    whole: whole([{ text: 'We do', thought: true }, { text: 'Hi' }]),
  },
  {
    situation: 'images',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_google/test_google_image_generation_with_text.yaml',
    stream: stream([[{ text: 'Here.' }], [image], [{ text: '' }]]),
    whole: whole([{ text: 'Here.' }, image]),
  },
  {
    situation: 'speech',
    seen: 'https://ai.google.dev/gemini-api/docs/speech-generation',
    stream: stream([[sound('QQ==')], [sound('Qg==')], [sound('QUJD')], [{ text: '' }]]),
    whole: whole([sound('QUJBQkM=')]),
  },
  {
    situation: 'search',
    seen: 'pydantic/pydantic-ai tests/models/cassettes/test_google/test_google_model_web_search_tool_stream.yaml',
    stream: stream([[{ text: 'Hi' }], [{ text: '!' }]], grounding),
    whole: whole([{ text: 'Hi!' }], grounding),
  },
  {
    situation: 'code that Google runs',
    seen: 'pydantic/pydantic-ai tests/models/google/cassettes/test_code_execution/test_code_execution_stream.yaml',
    stream: stream([[code[0]!], [code[1]!], [{ text: 'It is' }], [{ text: ' 1.' }]]),
    whole: whole([...code, { text: 'It is 1.' }]),
  },
]
