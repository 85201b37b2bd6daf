import { type Config, matchesGlob } from '@sluice/config'
import { encodeHopHeaders, type GenerationCall, type Target } from '@sluice/pipeline'
import { createHttpSend, type RetryPolicy, type Send } from '@sluice/upstream'
import type { Dispatcher } from 'undici'

/** For the newcomer who has configured nothing yet. */
const unsetUpstream =
  ' UPSTREAM_URL is not set: give the address of an OpenAI-compatible gateway there, or set GEMINI_API_KEY for Gemini models.'

/** The OpenAI-compatible gateway that serves every model but Gemini's. */
export function createUpstreamSend(config: Config, agent: Dispatcher): Send {
  const { url, apiKey } = config.upstream
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  const advice = config.upstream.isDefault ? unsetUpstream : undefined
  return createHttpSend({ setting: 'UPSTREAM_URL', advice, baseUrl: url, agent, headers })
}

export function createUpstreamTarget(config: Config, send: Send): Target {
  return {
    name: 'upstream',
    protocol: 'openai-chat',
    send,
    retry: config.retries,
    firstByteMs: config.timeouts.firstByteMs,
    idleMs: config.timeouts.idleMs,
    stopsItself: false,
    passedHeaders: ['openai-processing-ms'],
    headersFor: () => ({ accept: 'text/event-stream' }),
  }
}

/** The translator retries at Google itself; only a connection that it refused is tried once more, at once. */
const translatorRetry: RetryPolicy = { max: 1, delayMs: 0, budgetMs: 1_000, kinds: ['unreachable'] }

/** What the translator needs over its own retries and timers before the gateway gives up on it. */
const TRANSLATOR_SLACK_MS = 10_000

export function createTranslatorTarget(config: Config, send: Send): Target {
  const { timeouts, retries } = config
  const outlast = timeouts.firstByteMs + retries.budgetMs + TRANSLATOR_SLACK_MS
  return {
    name: 'translator',
    protocol: 'client',
    send,
    retry: translatorRetry,
    firstByteMs: timeouts.firstByteMs > 0 ? outlast : 0,
    idleMs: timeouts.idleMs > 0 ? timeouts.idleMs + TRANSLATOR_SLACK_MS : 0,
    stopsItself: true,
    passedHeaders: ['x-sluice-dropped', 'x-sluice-model-version'],
    headersFor: encodeHopHeaders,
  }
}

/** Whether a model is Gemini's by its name; whether somebody serves it is another question. */
export function isGeminiModel(config: Config, model: string): boolean {
  return config.gemini.models.some((pattern) => matchesGlob(pattern, model))
}

interface Targets {
  readonly upstream: Target
  /** Missing where no Gemini credential exists: then Gemini's models go to the upstream like the rest. */
  readonly translator: Target | undefined
}

export function createRoute(
  config: Config,
  { upstream, translator }: Targets,
): (call: GenerationCall) => readonly Target[] {
  return (call) => (translator && isGeminiModel(config, call.outline.model) ? [translator] : [upstream])
}
