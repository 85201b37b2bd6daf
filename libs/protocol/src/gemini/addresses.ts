import {
  type Address,
  type Addresses,
  anyMethod,
  posting,
  type QueryReader,
  type RequestPath,
  reading,
} from '../addresses.ts'
import { badRequest } from '../canonical/error.ts'

const embeddings = 'Gemini’s embeddings'
const unknownMethod =
  'No such method of a model. This version serves :generateContent, :streamGenerateContent, :countTokens.'

/** Addresses of generativelanguage.googleapis.com. */
export const geminiAddresses: Addresses = {
  clients: 'Gemini clients',
  baseUrlName: 'gemini',
  baseUrl: '',
  version: '/v1beta',
  versions: ['v1beta', 'v1beta1', 'v1alpha', 'v1'],
  roots: ['upload'],
  // Where Google's clients have no key they still say who they are, or who pays.
  signs: { headers: ['x-goog-api-key', 'x-goog-api-client', 'x-goog-user-project'], query: ['key'], sharedHeaders: [] },
  answerHeaders: ['retry-after'],
  list: [
    ...ofModels('/models/{model}'),
    ...ofModels('/tunedModels/{model}', 'tunedModels/'),
    { template: '/models', methods: reading, meaning: { kind: 'list-models' } },
    { template: '/models/{model}', methods: reading, meaning: { kind: 'get-model' } },
    {
      template: '/tunedModels/{model}',
      methods: reading,
      meaning: { kind: 'get-model' },
      folder: 'tunedModels/',
      own: true,
    },
    unserved('/files', 'the Gemini Files API; send media inside the request (inlineData)'),
    {
      ...unserved('/cachedContents', 'Gemini’s context caches; Google caches repeated prompts without them'),
      own: true,
    },
    { ...unserved('/tunedModels', 'lists of tuned models'), own: true },
    unserved('/batches', 'Gemini’s batches'),
    { ...unserved('/operations', 'Gemini’s long-running operations'), own: true },
    { ...unserved('/corpora', 'Gemini’s corpora'), own: true },
    { ...unserved('/fileSearchStores', 'Gemini’s file search stores'), own: true },
    { ...unserved('/interactions', 'the Gemini Interactions API'), own: true },
    { ...unserved('/ws', 'the Gemini Live API'), own: true },
  ],
}

/** What can be asked of a model; the last stands for every other method. */
function ofModels(model: string, folder?: string): readonly Address[] {
  const at = { methods: posting, own: true, ...(folder !== undefined && { folder }) } as const
  const other = (method: string, what: string) => ({ ...unserved(`${model}:${method}`, what), ...at })
  return [
    { ...at, template: `${model}:generateContent`, meaning: { kind: 'generate', said: wholeOrStream } },
    { ...at, template: `${model}:streamGenerateContent`, meaning: { kind: 'generate', said: stream } },
    { ...at, template: `${model}:countTokens`, meaning: { kind: 'count-tokens' } },
    other('embedContent', embeddings),
    other('batchEmbedContents', embeddings),
    other('asyncBatchEmbedContent', embeddings),
    other('batchGenerateContent', 'Gemini’s batches'),
    other('predict', 'Imagen'),
    other('predictLongRunning', 'Veo'),
    { ...at, template: `${model}:{method}`, meaning: { kind: 'unserved', message: unknownMethod } },
  ]
}

function unserved(template: string, what: string): Address {
  const message = `This version does not serve ${what}.`
  return { template, methods: anyMethod, meaning: { kind: 'unserved', message } }
}

function wholeOrStream(query: QueryReader): Omit<RequestPath, 'model'> {
  return altOf(query) === 'sse' ? { stream: true, framing: 'sse' } : { stream: false, framing: 'whole' }
}

/** A stream without `alt` is one JSON array. */
function stream(query: QueryReader): Omit<RequestPath, 'model'> {
  return { stream: true, framing: altOf(query) === 'sse' ? 'sse' : 'json-array' }
}

/** Google's REST takes `alt=json` and `alt=sse`. */
function altOf(query: QueryReader): 'json' | 'sse' {
  const [alt = 'json', ...more] = query('alt')
  if (more.length === 0 && (alt === 'json' || alt === 'sse')) return alt
  throw badRequest('alt', 'The query parameter alt must be "sse" or "json", once.')
}
