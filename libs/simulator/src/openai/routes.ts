import { Counters } from '../counters.ts'
import { direct } from '../direct.ts'
import { isObject, parseJson } from '../json.ts'
import { compose } from '../model/compose.ts'
import { jsonReply, type Reply } from '../reply.ts'
import { readScript, ScriptError } from '../script.ts'
import { createSimulator } from '../server.ts'
import type { RecordedRequest, Simulator, SimulatorOptions } from '../simulator.ts'
import { StaticReplies } from '../static-replies.ts'
import { createChatContent } from './answer.ts'
import { createCompletionContent, readCompletion } from './completions.ts'
import { OpenAIRefusal, openaiErrorReply, scriptedOpenAIError } from './error.ts'
import { Files } from './files.ts'
import { checkBearer } from './key.ts'
import { findOpenAIModel, isOpenAIModel, listOpenAIModels } from './models.ts'
import { answerSpeech, answerTranscription, createEmbeddings, createImages } from './other.ts'
import { lastUserText, readChatPrompt } from './prompt.ts'
import { readChatRequest } from './shape.ts'
import { refuseAsOpenAI } from './strict.ts'

interface Call {
  readonly record: RecordedRequest
  readonly apiKey: string
  readonly options: SimulatorOptions
  readonly counters: Counters
  readonly statics: StaticReplies
  readonly files: Files
}

const posts: Partial<Record<string, (call: Call) => Reply>> = {
  '/chat/completions': answerChat,
  '/completions': answerCompletion,
  '/embeddings': (call) => scripted(call, createEmbeddings(jsonOf(call.record))),
  '/images/generations': (call) => scripted(call, createImages()),
  '/images/edits': (call) => scripted(call, createImages()),
  '/images/variations': (call) => scripted(call, createImages()),
  '/audio/speech': answerSpeech,
  '/audio/transcriptions': ({ record }) => answerTranscription(record),
  '/audio/translations': ({ record }) => answerTranscription(record),
}

/** An OpenAI-compatible upstream on a real socket. See README.md for what it refuses and for the scripts. */
export function createOpenAISimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const shared = { options, counters: new Counters(), statics: new StaticReplies(), files: new Files() }
  return createSimulator(options, (record) => {
    try {
      return answer({ ...shared, record, apiKey: checkBearer(record, options.apiKey) })
    } catch (error) {
      if (error instanceof OpenAIRefusal) return openaiErrorReply(error)
      if (error instanceof ScriptError) return openaiErrorReply(new OpenAIRefusal(400, error.message))
      throw error
    }
  })
}

function answer(call: Call): Reply {
  const { record, options, files } = call
  const path = decodeURIComponent(new URL(record.path, 'http://simulator').pathname)
  const route = path.startsWith('/v1/') ? path.slice('/v1'.length) : ''
  if (record.method === 'GET' && route === '/models') return jsonReply(listOpenAIModels(options.models ?? []))
  if (record.method === 'GET' && route.startsWith('/models/')) return oneModel(route.slice('/models/'.length), options)
  const contentType = record.headers['content-type'] ?? ''
  const file = /^\/files(\/.*)?$/.exec(route)
  const reply = file
    ? files.answer(record.method, file[1] ?? '', record.body, contentType)
    : record.method === 'POST' && Object.hasOwn(posts, route) && posts[route]?.(call)
  if (!reply) throw new OpenAIRefusal(404, `Invalid URL (${record.method} ${path})`)
  return reply
}

function oneModel(id: string, { models = [] }: SimulatorOptions): Reply {
  const found = findOpenAIModel(id, models)
  if (found === undefined) throw unknownModel(id)
  return jsonReply(found)
}

const unknownModel = (id: string): OpenAIRefusal =>
  new OpenAIRefusal(404, `The model \`${id}\` does not exist or you do not have access to it.`, null, 'model_not_found')

const jsonOf = ({ body }: RecordedRequest) => parseJson(body.toString('utf8'))

function answerChat({ record, options, counters, statics, apiKey }: Call): Reply {
  const request = readChatRequest(jsonOf(record))
  const { model } = request
  const isStream = request.stream === true
  const isUsageAsked = request.stream_options?.include_usage === true
  return statics.reply(`${model} ${isStream} ${isUsageAsked}`, readScript(model, ''), () => {
    if (!isOpenAIModel(model)) throw unknownModel(model)
    if (options.strict ?? true) refuseAsOpenAI(request)
    const script = counters.due(readScript(model, lastUserText(request)), apiKey)
    const about = { isStream, script, model, number: record.number, choiceCount: request.n ?? 1, isUsageAsked }
    return direct(() => createChatContent(compose(readChatPrompt(request), script), about), script, scriptedOpenAIError)
  })
}

function answerCompletion({ record, counters, apiKey }: Call): Reply {
  const request = readCompletion(jsonOf(record))
  const script = counters.due(readScript(request.model, request.prompt), apiKey)
  return direct(() => createCompletionContent(request, script, record.number), script, scriptedOpenAIError)
}

/** A plain JSON answer that the model's name may still script. */
function scripted({ record, counters, apiKey }: Call, value: object): Reply {
  const body = jsonOf(record)
  const model = isObject(body) && typeof body.model === 'string' ? body.model : ''
  const script = counters.due(readScript(model, ''), apiKey)
  const text = JSON.stringify(value)
  const content = { mode: 'whole', whole: () => text, messages: () => [text], done: undefined } as const
  return direct(() => content, script, scriptedOpenAIError)
}
