import type { Config } from '@sluice/config'

/** What differs between the ways to start. */
export interface WelcomeFacts {
  /** Where clients find the gateway. */
  readonly url: string
  /** The translator and where it is, or what is missing. */
  readonly translator: string
  /** Who serves Gemini's models, or what is missing. */
  readonly gemini: string
}

/** What a newcomer needs to see: where to point clients, what is configured and what is missing. Shows no secret. */
export function welcome({ upstream, clients }: Config, { url, translator, gemini }: WelcomeFacts): string {
  const rows = [
    ['OpenAI base URL', `${url}/v1`],
    ['Gemini base URL', url],
    ['Translator', translator],
    ['Gemini models', gemini],
    ['Other models', servedByUpstream(upstream)],
    ['Clients', servedClients(clients)],
  ]
  return ['', 'Sluice is ready.', ...rows.map(([name = '', text]) => `  ${name.padEnd(17)} ${text}`), ''].join('\n')
}

function servedByUpstream({ url, isDefault, apiKey }: Config['upstream']): string {
  if (isDefault) return `UPSTREAM_URL is not set: ${url} is tried`
  return apiKey ? url : `${url} (without UPSTREAM_API_KEY)`
}

function servedClients({ keys, allowAnonymous }: Config['clients']): string {
  if (allowAnonymous) return 'everyone, with or without a key (SLUICE_ALLOW_ANONYMOUS)'
  if (keys.length > 0) return `${keys.length} key(s) of SLUICE_API_KEYS`
  return 'this machine only, no key needed (SLUICE_API_KEYS is not set)'
}
