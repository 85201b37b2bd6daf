import { reading } from '@sluice/protocol'
import type { Route } from './route.ts'

interface OperationalAddress {
  readonly template: string
  readonly methods: readonly string[]
  readonly route: Extract<Route, { kind: 'health' | 'metrics' | 'root' }>
}

/**
 * Addresses of the server itself. They match exactly or not at all: a proxy in front closes `/metrics` by its name, and
 * no second spelling may get past it.
 */
export const operationalAddresses: readonly OperationalAddress[] = [
  { template: '/', methods: reading, route: { kind: 'root' } },
  { template: '/livez', methods: reading, route: { kind: 'health', probe: 'live' } },
  { template: '/healthz', methods: reading, route: { kind: 'health', probe: 'live' } },
  { template: '/health', methods: reading, route: { kind: 'health', probe: 'live' } },
  { template: '/readyz', methods: reading, route: { kind: 'health', probe: 'ready' } },
  { template: '/metrics', methods: reading, route: { kind: 'metrics' } },
]

/** Whether a person reads the answer: of all clients only browsers say so. */
export function wantsPage(accept: string | undefined): boolean {
  return /\btext\/html\b/i.test(accept ?? '')
}
