import type { Config } from '@sluice/config'
import type { GenerationCall, Target } from '@sluice/pipeline'
import { GatewayError } from '@sluice/protocol'
import { createHttpSend, type Send } from '@sluice/upstream'
import type { Dispatcher } from 'undici'

/** The Gemini API with the server's own key. */
export function createGoogleSend(config: Config, agent: Dispatcher): Send {
  const { apiKey, baseUrl } = config.gemini
  const http = createHttpSend({
    setting: 'GOOGLE_GEMINI_BASE_URL',
    baseUrl,
    agent,
    headers: apiKey === undefined ? {} : { 'x-goog-api-key': apiKey },
  })
  return async (call, signal) => {
    if (apiKey === undefined) throw missingKey()
    return http(call, signal)
  }
}

export function createGoogleTarget(config: Config, send: Send): Target {
  return {
    name: 'google',
    protocol: 'gemini',
    send,
    retry: config.retries,
    firstByteMs: config.timeouts.firstByteMs,
    idleMs: config.timeouts.idleMs,
    stopsItself: false,
    passedHeaders: [],
    headersFor: () => ({}),
  }
}

/** Every generation of the translator runs at Google. @throws GatewayError not-configured without a credential. */
export function createGoogleRoute(config: Config, target: Target): (call: GenerationCall) => readonly Target[] {
  return () => {
    if (config.gemini.apiKey === undefined) throw missingKey()
    return [target]
  }
}

function missingKey(): GatewayError {
  return new GatewayError({
    kind: 'not-configured',
    message: 'No Gemini credential is configured: set GEMINI_API_KEY and start Sluice again.',
  })
}
