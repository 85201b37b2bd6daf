import type { RequestListener } from 'node:http'
import { countRequests, createRecorder, type RecordObserver } from '@sluice/record'
import { createMetrics } from '@sluice/telemetry'
import type { ClientSettings } from '../src/doors/authenticate.ts'
import { createLifecycle, createShell, type Handlers, type Lifecycle } from '../src/index.ts'

export interface ShellSetup {
  readonly clients?: Partial<ClientSettings>
  readonly bodyBytesMax?: number
  readonly bodiesBytesMax?: number
  readonly lifecycle?: Lifecycle
  readonly handlers?: Handlers
  readonly observer?: RecordObserver
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
  bodiesBytesMax,
  lifecycle = createLifecycle(),
  handlers,
  observer,
}: ShellSetup = {}): RequestListener {
  const metrics = createMetrics('test')
  return createShell(
    {
      config: { clients: { ...noClients, ...clients }, bodyBytesMax, bodiesBytesMax, redis: { lost: 'local' } },
      metrics,
      openRecord: createRecorder([countRequests(metrics), ...(observer ? [observer] : [])]),
      lifecycle,
      service: { name: 'test', version: '1.2.3' },
    },
    handlers ?? {
      generate: async ({ response, authenticate, readBody, record, requestId }) => {
        const caller = authenticate()
        const { length } = await readBody()
        response.end(JSON.stringify({ caller: caller.kind, length, route: record.facts.route, requestId }))
      },
    },
  )
}
