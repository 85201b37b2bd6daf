import { Counters } from '../counters.ts'
import { direct } from '../direct.ts'
import { isObject, type Json, parseJson } from '../json.ts'
import { compose } from '../model/compose.ts'
import { jsonReply, type Reply } from '../reply.ts'
import { readScript, ScriptError } from '../script.ts'
import { createSimulator } from '../server.ts'
import type { RecordedRequest, Simulator, SimulatorOptions } from '../simulator.ts'
import { StaticReplies } from '../static-replies.ts'
import { createGeminiContent } from './answer.ts'
import { batchEmbedContents, embedContent } from './embed.ts'
import { GeminiRefusal, geminiErrorReply, scriptedGeminiError } from './error.ts'
import { familyOf, isSigning } from './family.ts'
import { checkKey } from './key.ts'
import { findGeminiModel, isGeminiModel, pageOfModels } from './models.ts'
import { actingModel, countPromptTokens, geminiScript, readGeminiPrompt } from './prompt.ts'
import { looseGeminiRequest, readGeminiRequest } from './request.ts'
import { refuseAsGoogle } from './strict.ts'

const defaults = { pageSize: 50 }

interface Call {
  readonly record: RecordedRequest
  readonly query: URLSearchParams
  /** Without `models/`. */
  readonly model: string
  readonly version: string
  readonly apiKey: string
  readonly options: SimulatorOptions
  readonly counters: Counters
  readonly statics: StaticReplies
}

type Verb = (call: Call) => Reply

const verbs: Partial<Record<string, Verb>> = {
  generateContent: (call) => generate(call, 'whole'),
  streamGenerateContent: (call) => generate(call, call.query.get('alt') === 'sse' ? 'sse' : 'array'),
  countTokens: (call) => scripted(call, countTokens(call)),
  embedContent: (call) => scripted(call, embedContent(readBody(call.record))),
  batchEmbedContents: (call) => scripted(call, batchEmbedContents(readBody(call.record), call.model)),
}

/** Both faces: the developer API and, under a project, Vertex AI. */
const pathPattern =
  /^\/(v1(?:alpha|beta1?)?)\/(projects\/[^/]+\/locations\/[^/]+\/publishers\/google\/)?((?:models|tunedModels)(?:\/.+?)?)(?::(\w+))?$/

/** A Gemini API on a real socket. See README.md for what it refuses and for the scripts. */
export function createGeminiSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const counters = new Counters()
  const statics = new StaticReplies()
  return createSimulator(options, (record) => {
    try {
      return answer(record, { options, counters, statics })
    } catch (error) {
      if (error instanceof GeminiRefusal) return geminiErrorReply(error)
      if (error instanceof ScriptError) return geminiErrorReply(new GeminiRefusal(400, error.message))
      throw error
    }
  })
}

function answer(record: RecordedRequest, shared: Pick<Call, 'options' | 'counters' | 'statics'>): Reply {
  const url = new URL(record.path, 'http://simulator')
  const [, version = '', project, resource = '', verb] = pathPattern.exec(decodeURIComponent(url.pathname)) ?? []
  if (resource === '') throw new GeminiRefusal(404, `Requested entity was not found: ${url.pathname}`)
  const apiKey = checkKey(record, url.searchParams, shared.options.apiKey, project !== undefined)
  const model = resource.replace(/^models\/?/, '')
  const call = { ...shared, record, query: url.searchParams, model, version, apiKey }
  if (record.method === 'GET' && verb === undefined) return model === '' ? listModels(call) : oneModel(call)
  const handle = verb === undefined || record.method !== 'POST' ? undefined : verbs[verb]
  if (handle === undefined || !isGeminiModel(model, shared.options.models ?? [])) throw notFound(call, verb ?? 'GET')
  return handle(call)
}

const listModels = ({ query, options }: Call): Reply =>
  jsonReply(
    pageOfModels(
      options.models ?? [],
      Number(query.get('pageSize')) || defaults.pageSize,
      query.get('pageToken') ?? '',
    ),
  )

function oneModel(call: Call): Reply {
  const found = findGeminiModel(call.model, call.options.models ?? [])
  if (found === undefined) throw notFound(call, 'GET')
  return jsonReply(found)
}

const notFound = ({ model, version }: Call, verb: string): GeminiRefusal =>
  new GeminiRefusal(
    404,
    `models/${model} is not found for API version ${version}, or is not supported for ${verb}. Call ListModels to see the list of available models and their supported methods.`,
  )

function readBody({ body }: RecordedRequest): Json {
  const value = parseJson(body.toString('utf8'))
  if (value === undefined) throw new GeminiRefusal(400, 'Invalid JSON payload received. Unexpected token.\n')
  return value
}

function generate(call: Call, mode: 'whole' | 'sse' | 'array'): Reply {
  const { record, options, model, counters, apiKey } = call
  return call.statics.reply(`${model} ${mode}`, readScript(model, ''), () => {
    const value = readBody(record)
    const isStrict = options.strict ?? true
    const request = isStrict ? readGeminiRequest(value) : looseGeminiRequest(value)
    const script = counters.due(geminiScript(request, model), apiKey)
    const acting = actingModel(model, script)
    if (isStrict) refuseAsGoogle(request, acting)
    const about = {
      mode,
      script,
      model: acting,
      number: record.number,
      isSigning: isSigning(familyOf(acting)),
      modalities: request.generationConfig?.responseModalities ?? [],
      candidateCount: Number(request.generationConfig?.candidateCount ?? 1),
    }
    const content = () => createGeminiContent(compose(readGeminiPrompt(request), script), about)
    return direct(content, script, scriptedGeminiError)
  })
}

/** `{contents}` or `{generateContentRequest}`. */
function countTokens({ record }: Call): object {
  const value = readBody(record)
  const inner = isObject(value) ? (value.generateContentRequest ?? value.generate_content_request) : undefined
  const totalTokens = countPromptTokens(readGeminiRequest(inner ?? value))
  return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] }
}

/** A plain JSON answer that the model's name may still script. */
function scripted({ model, counters, apiKey }: Call, value: object): Reply {
  const script = counters.due(readScript(model, ''), apiKey)
  const text = JSON.stringify(value)
  return direct(
    () => ({ mode: 'whole', whole: () => text, messages: () => [text], done: undefined }),
    script,
    scriptedGeminiError,
  )
}
