import { badRequest, GatewayError, type Protocol, versionPrefix } from '@sluice/protocol'
import { methodNotAllowed, notFound } from './missed-route.ts'
import { isDotSegment, unescapeSegment } from './request-target.ts'
import type { GeminiGeneration, RouteMatch } from './route.ts'
import { reading } from './route-table.ts'

/** The part of a request that decides what a model address means. */
interface ModelRequest {
  readonly method: string
  readonly dialect: Protocol
  /** `models` or `tunedModels` and what follows. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

const MODEL_CHARS_MAX = 256
const modelName = /^[A-Za-z0-9._:@/+-]+$/

const actions = ['generateContent', 'streamGenerateContent', 'countTokens'] as const
type Action = (typeof actions)[number]

type Collection = 'models' | 'tunedModels'

/** `/models`, `/models/{model}`, `/models/{model}:{action}` and the same for tuned models; undefined for other paths. */
export function matchModels(request: ModelRequest): RouteMatch | undefined {
  const [collection, ...rest] = request.segments
  if (collection !== 'models' && collection !== 'tunedModels') return undefined
  if (rest.length === 0) return collection === 'models' ? matchList(request) : undefined
  const named = unescapeSegment(rest.join('/'))
  if (request.dialect !== 'gemini' || !asksForAction(request.method, rest))
    return matchModel(request, collection, named)
  const action = actionOf(named)
  if (action === undefined) return unknownAction()
  return matchAction(request, action, modelOf(collection, named.slice(0, named.lastIndexOf(':'))))
}

/** Whether what follows `/models/` is a model with an action. A colon alone is none: `llama3:8b` is a model's name. */
export function asksForAction(method: string, segments: readonly string[]): boolean {
  const named = unescapeSegment(segments.join('/'))
  return method === 'POST' ? named.includes(':') : actionOf(named) !== undefined
}

function actionOf(named: string): Action | undefined {
  return actions.find((action) => named.endsWith(`:${action}`))
}

function matchList({ method, dialect }: ModelRequest): RouteMatch {
  const name = `${versionPrefix[dialect]}/models`
  if (!isReading(method)) return methodNotAllowed(dialect, name, reading)
  return { route: { kind: 'list-models', protocol: dialect }, dialect, name }
}

function matchModel({ method, dialect }: ModelRequest, collection: Collection, named: string): RouteMatch {
  const name = `${versionPrefix[dialect]}/models/{model}`
  if (!isReading(method)) return methodNotAllowed(dialect, name, reading)
  const model = modelOf(collection, named)
  if (model === undefined) return badModel(dialect, name)
  return { route: { kind: 'get-model', protocol: dialect, model }, dialect, name }
}

function matchAction({ method, query }: ModelRequest, action: Action, model: string | undefined): RouteMatch {
  const dialect = 'gemini'
  const name = `/v1beta/models/{model}:${action}`
  if (method !== 'POST') return methodNotAllowed(dialect, name, ['POST'])
  if (model === undefined) return badModel(dialect, name)
  if (action === 'countTokens') return { route: { kind: 'count-tokens', protocol: 'gemini', model }, dialect, name }
  const form = formOf(action, query.getAll('alt'))
  if (form === undefined) return { error: badAlt(), dialect, name }
  return { route: { kind: 'generate', protocol: 'gemini', model, ...form }, dialect, name }
}

/** How the answer is framed. Google's REST takes `alt=json` and `alt=sse`; a stream without either is one JSON array. */
function formOf(action: Action, alts: readonly string[]): Pick<GeminiGeneration, 'stream' | 'framing'> | undefined {
  const [alt = 'json', ...more] = alts
  if (more.length > 0) return undefined
  if (alt === 'sse') return { stream: true, framing: 'sse' }
  if (alt !== 'json') return undefined
  return action === 'streamGenerateContent'
    ? { stream: true, framing: 'json-array' }
    : { stream: false, framing: 'whole' }
}

/** The model as requests name it; undefined when it is not a model's name. */
function modelOf(collection: Collection, named: string): string | undefined {
  const model = collection === 'models' ? named : `tunedModels/${named}`
  if (model.length > MODEL_CHARS_MAX || !modelName.test(named)) return undefined
  return named.split('/').some((part) => part === '' || isDotSegment(part)) ? undefined : model
}

function isReading(method: string): boolean {
  return reading.some((known) => known === method)
}

function badModel(dialect: Protocol, name: string): RouteMatch {
  const message = `The model in the path is no model name: 1 to ${MODEL_CHARS_MAX} letters, digits and . _ : @ / + - are.`
  return { error: new GatewayError({ kind: 'not-found', message }), dialect, name }
}

function badAlt() {
  return badRequest('alt', 'The query parameter alt must be "sse" or "json", once.')
}

function unknownAction(): RouteMatch {
  const known = actions.map((action) => `:${action}`).join(', ')
  return notFound('gemini', `No such method of a model. This version serves ${known}.`)
}
