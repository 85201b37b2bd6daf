import type { Config } from '@sluice/config'
import { createHttpSend, type RetryPolicy } from '@sluice/upstream'
import type { Dispatcher } from 'undici'
import { type Credentials, noCredential, singleCredential } from './credential.ts'
import { asOwnHop } from './own-hop.ts'
import type { Entry } from './registry.ts'
import type { Address } from './target.ts'

const everyModel = ['*']

/** For the newcomer who has configured nothing yet. */
const unsetUpstream =
  ' UPSTREAM_URL is not set: give the address of an OpenAI-compatible gateway there, or set GEMINI_API_KEY for Gemini models.'

/** The OpenAI-compatible gateway that serves every model but Gemini's. */
export function upstreamEntry(config: Config, agent: Dispatcher): Entry {
  const { url, isDefault, apiKey, models, quirks } = config.upstream
  const [baseUrl = url, query = ''] = url.split('?')
  const address: Address = { baseUrl, query, setting: 'UPSTREAM_URL', advice: isDefault ? unsetUpstream : undefined }
  return {
    models: everyModel,
    forwards: true,
    target: {
      name: 'upstream',
      provider: 'openai-compatible',
      address,
      send: createHttpSend({ ...address, agent }),
      credentials: singleCredential(apiKey === undefined ? {} : keyHeaders(address, apiKey), 'UPSTREAM_API_KEY'),
      protocols: ['openai-chat'],
      quirks,
      timeouts: config.timeouts,
      retry: config.retries,
      headers: { accept: 'text/event-stream' },
      passedHeaders: ['openai-processing-ms'],
      listedModels: models,
    },
  }
}

/** Azure OpenAI takes its keys in a header of its own (learn.microsoft.com/azure/ai-services/openai/reference). */
function keyHeaders({ baseUrl, query }: Address, apiKey: string): Readonly<Record<string, string>> {
  const isAzure = query !== '' || /\/openai\/deployments\/[^/]+\/*$/.test(baseUrl)
  return isAzure ? { 'api-key': apiKey } : { authorization: `Bearer ${apiKey}` }
}

/** The Gemini API with the server's own key. */
export function googleEntry(config: Config, agent: Dispatcher): Entry {
  const { apiKey, baseUrl, quirks } = config.gemini
  const address: Address = { baseUrl, query: '', setting: 'GOOGLE_GEMINI_BASE_URL' }
  return {
    models: config.gemini.models,
    target: {
      name: 'google',
      provider: 'google',
      address,
      send: createHttpSend({ ...address, agent }),
      credentials:
        apiKey === undefined
          ? noCredential('No Gemini credential is configured: set GEMINI_API_KEY and start Sluice again.')
          : singleCredential({ 'x-goog-api-key': apiKey }, 'GEMINI_API_KEY'),
      protocols: ['gemini'],
      quirks,
      timeouts: config.timeouts,
      retry: config.retries,
      headers: {},
      passedHeaders: [],
      listedModels: [],
    },
  }
}

/** The translator retries at Google itself; only a connection that it refused is tried once more, at once. */
const translatorRetry: RetryPolicy = { max: 1, delayMs: 0, budgetMs: 1_000, kinds: ['unreachable'] }

/** What the translator needs over its own retries and timers before the gateway gives up on it. */
const TRANSLATOR_SLACK_MS = 10_000

/** A translator behind HTTP at this URL. `credentials` hold the internal token. */
export function translatorEntry(config: Config, baseUrl: string, credentials: Credentials, agent: Dispatcher): Entry {
  const { timeouts, retries } = config
  const outlast = timeouts.firstByteMs + retries.budgetMs + TRANSLATOR_SLACK_MS
  const address: Address = { baseUrl, query: '', setting: 'TRANSLATOR_URL' }
  return {
    models: config.gemini.models,
    target: {
      name: 'translator',
      provider: 'translator',
      address,
      send: asOwnHop(createHttpSend({ ...address, agent })),
      credentials,
      protocols: 'any',
      quirks: [],
      timeouts: {
        firstByteMs: timeouts.firstByteMs > 0 ? outlast : 0,
        idleMs: timeouts.idleMs > 0 ? timeouts.idleMs + TRANSLATOR_SLACK_MS : 0,
      },
      retry: translatorRetry,
      headers: {},
      passedHeaders: ['x-sluice-dropped', 'x-sluice-model-version'],
      listedModels: [],
    },
  }
}
