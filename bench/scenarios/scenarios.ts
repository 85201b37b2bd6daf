import { PACE_MS } from '../vendor/script.ts'
import { firstEvent } from './first-event.ts'
import { idleStreams } from './idle.ts'
import { leavingClients } from './leave.ts'
import { closedLoop, pacedStreams } from './saturated.ts'
import type { Scenario } from './scenario.ts'

const oneKb = { kind: 'burst', events: 4 } as const
const burst = { kind: 'burst', events: 500 } as const

export const scenarios = {
  request: closedLoop('CPU per request, 400 B prompt, 1 KB answer', { script: oneKb, promptBytes: 400 }, 'requests'),
  paced: pacedStreams(`CPU per event, 200 streams, one event each ${PACE_MS} ms`, 200),
  'paced-100': pacedStreams(`CPU per event, 100 streams, one event each ${PACE_MS} ms`, 100),
  burst: closedLoop('CPU per event, 500 events at once', { script: burst, promptBytes: 400 }, 'events', 30),
  prompt: closedLoop('CPU per request, 100 KB prompt', { script: oneKb, promptBytes: 100_000 }, 'requests', 4),
  'first-byte': firstEvent('time to the first event, 50 streams/s'),
  'idle-2000': idleStreams('RSS per open idle stream, 2000 streams', 2000),
  'idle-5000': idleStreams('RSS per open idle stream, 5000 streams', 5000),
  leave: leavingClients('events taken from the vendor after 20 clients left at event 10 of 100'),
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioName = keyof typeof scenarios
