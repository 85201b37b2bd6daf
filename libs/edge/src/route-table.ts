import type { Route } from './route.ts'

/** One address with the methods it takes. */
interface Address<Found extends Route> {
  /** Below the version prefix; `{id}` stands for one file id. */
  readonly template: string
  readonly methods: readonly string[]
  readonly route: Found
}

/** HEAD is GET without the body; Node leaves the body out. */
export const reading = ['GET', 'HEAD'] as const

type OperationalRoute = Extract<Route, { kind: 'health' | 'metrics' | 'root' }>

/**
 * Addresses of the server itself. They match exactly or not at all: a proxy in front closes `/metrics` by its name, and
 * no second spelling may get past it.
 */
export const operationalAddresses: readonly Address<OperationalRoute>[] = [
  { template: '/', methods: reading, route: { kind: 'root' } },
  { template: '/livez', methods: reading, route: { kind: 'health', probe: 'live' } },
  { template: '/healthz', methods: reading, route: { kind: 'health', probe: 'live' } },
  { template: '/health', methods: reading, route: { kind: 'health', probe: 'live' } },
  { template: '/readyz', methods: reading, route: { kind: 'health', probe: 'ready' } },
  { template: '/metrics', methods: reading, route: { kind: 'metrics' } },
]

/** OpenAI addresses below `/v1`, models excepted. */
export const openaiAddresses: readonly Address<Extract<Route, { kind: 'generate' | 'forward' }>>[] = [
  { template: '/chat/completions', methods: ['POST'], route: { kind: 'generate', protocol: 'openai-chat' } },
  forwarded('/embeddings'),
  forwarded('/completions'),
  forwarded('/images/generations'),
  forwarded('/images/edits'),
  forwarded('/images/variations'),
  forwarded('/audio/speech'),
  forwarded('/audio/transcriptions'),
  forwarded('/audio/translations'),
  forwarded('/files', ['GET', 'POST']),
  forwarded('/files/{id}', ['GET', 'DELETE']),
  forwarded('/files/{id}/content', ['GET']),
  forwarded('/moderations'),
  forwarded('/rerank'),
]

function forwarded(template: string, methods: readonly string[] = ['POST']) {
  return { template, methods, route: { kind: 'forward', path: `/v1${template}` } } as const
}

const fileId = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/

/** Whether the segments spell this template. */
export function spells(template: string, segments: readonly string[]): boolean {
  const wanted = template.split('/').slice(1)
  if (wanted.length !== segments.length) return false
  return wanted.every((want, index) => (want === '{id}' ? fileId.test(segments[index]!) : want === segments[index]))
}
