import { toGatewayError } from '@sluice/edge'
import { codecs, GatewayError, type JsonObject, type ModelInfo, type Protocol } from '@sluice/protocol'
import { chooseProtocol, isOwnHop, type Target } from '@sluice/targets'
import { askTarget } from './ask-target.ts'

/** Open WebUI hides every model of a source whose list takes longer than about 10 s. */
const VENDOR_TIMEOUT_MS = 8_000
/** Longer than the translator's own, so that its gateway hears why. */
const HOP_TIMEOUT_MS = 9_000
/** Google has a few dozen models; more pages than this are a loop. */
const LIST_PAGES_MAX = 20

/** Who asks, and for how long. */
export interface ModelCall {
  readonly dialect: Protocol
  readonly requestId: string
  /** The `via` of its calls. */
  readonly via: string
}

/**
 * The models of every target in the client's words; of two with one id the first stays. One target down: the rest.
 * @throws GatewayError not-configured, upstream-auth or loop when no target has a list.
 */
export async function listModels(
  targets: readonly Target[],
  call: ModelCall,
  signal: AbortSignal,
): Promise<JsonObject> {
  const lists = await Promise.allSettled(targets.map((target) => listOf(target, call, signal)))
  const reasons = lists.flatMap((list) => (list.status === 'rejected' ? [list.reason] : []))
  if (reasons.length === lists.length) throw noList(reasons)
  const models = new Map<string, ModelInfo>()
  for (const list of lists)
    for (const model of list.status === 'fulfilled' ? list.value : [])
      if (!models.has(model.id)) models.set(model.id, model)
  return codecs[call.dialect].catalogue.encodeList([...models.values()])
}

/** The list of one target; where that cannot be had, the models that the settings name. */
async function listOf(target: Target, call: ModelCall, signal: AbortSignal): Promise<readonly ModelInfo[]> {
  const named = target.listedModels.map((id) => ({ id }))
  if (named.length === 0) return fetchList(target, call, signal)
  const fetched = await fetchList(target, call, signal).catch(() => [])
  return [...fetched, ...named]
}

async function fetchList(
  target: Target,
  { dialect, requestId, via }: ModelCall,
  signal: AbortSignal,
): Promise<readonly ModelInfo[]> {
  const protocol = chooseProtocol(dialect, target)
  const { catalogue } = codecs[protocol]
  const models: ModelInfo[] = []
  let next: string | undefined
  for (let page = 0; page < LIST_PAGES_MAX; page++) {
    const path = catalogue.listPath(next)
    const question = { method: 'GET', protocol, path, requestId, via, timeoutMs: timeoutOf(target) } as const
    const list = catalogue.decodeList(await askTarget(target, question, signal))
    for (const model of list.models) models.push(model)
    next = list.next
    if (next === undefined) break
  }
  return models
}

/** What a setting that is there does wrong is said as that; everything else by the settings that would bring a list. */
function noList(reasons: readonly unknown[]): GatewayError {
  const errors = reasons.map(toGatewayError)
  for (const kind of ['loop', 'upstream-auth', 'wrong-address'] as const) {
    const wrong = errors.filter((error) => error.kind === kind)
    if (wrong.length > 0) return new GatewayError({ kind, message: messagesOf(wrong) })
  }
  return new GatewayError({
    kind: 'not-configured',
    message: `No model list can be had. Set GEMINI_API_KEY for Gemini, or UPSTREAM_URL (and UPSTREAM_API_KEY) for an OpenAI-compatible gateway. ${messagesOf(errors)}`,
  })
}

function messagesOf(errors: readonly GatewayError[]): string {
  return [...new Set(errors.map(({ message }) => message))].join(' ')
}

/** One model in the client's words. @throws GatewayError not-found. */
export async function getModel(
  target: Target,
  model: string,
  { dialect, requestId, via }: ModelCall,
  signal: AbortSignal,
): Promise<JsonObject> {
  const protocol = chooseProtocol(dialect, target)
  const { catalogue } = codecs[protocol]
  const path = catalogue.modelPath(model)
  const question = { method: 'GET', protocol, path, requestId, via, timeoutMs: timeoutOf(target) } as const
  const id = model.replace(/^models\//, '')
  const isNamed = target.listedModels.includes(id)
  const json = await askTarget(target, question, signal).catch((error) => {
    if (isNamed) return {}
    throw error
  })
  return codecs[dialect].catalogue.encodeModel(catalogue.decodeModel(json) ?? { id })
}

function timeoutOf(target: Target): number {
  return isOwnHop(target) ? HOP_TIMEOUT_MS : VENDOR_TIMEOUT_MS
}
