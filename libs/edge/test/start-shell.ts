import type { RequestListener } from 'node:http'
import { createLogger, createMetrics } from '@sluice/telemetry'
import { type ClientSettings, createLifecycle, createShell, type Handlers, type Lifecycle } from '../src/index.ts'

export interface ShellSetup {
  readonly clients?: Partial<ClientSettings>
  readonly bodyBytesMax?: number
  readonly lifecycle?: Lifecycle
  readonly handlers?: Handlers
}

const noClients: ClientSettings = {
  keys: [],
  allowAnonymous: false,
  internalToken: undefined,
  corsOrigins: [],
  localNetwork: false,
}

/** A shell as a service makes it, with one generation handler that answers who called and what was sent. */
export function createTestShell({
  clients,
  bodyBytesMax = 1_000,
  lifecycle = createLifecycle(),
  handlers,
}: ShellSetup = {}): RequestListener {
  return createShell(
    {
      config: { clients: { ...noClients, ...clients }, bodyBytesMax },
      metrics: createMetrics('test'),
      logger: createLogger({ level: 'silent', service: 'test' }),
      lifecycle,
      service: { name: 'test', version: '1.2.3' },
    },
    handlers ?? {
      generate: async ({ response, authenticate, readBody, routeName, requestId }) => {
        const caller = authenticate()
        const { length } = await readBody()
        response.end(JSON.stringify({ caller: caller.kind, length, routeName, requestId }))
      },
    },
  )
}
