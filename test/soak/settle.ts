import { setTimeout as sleep } from 'node:timers/promises'
import { questionOf, ways } from '../way.ts'
import { HttpClient } from './http-client.ts'
import type { Observations } from './observations.ts'
import { Clients } from './perform.ts'
import { gauge } from './samples.ts'
import { type Sockets, socketsOf } from './sockets.ts'
import { PLACES, type System } from './system.ts'
import { quietKeys } from './tenants.ts'

/** What is left when all clients have gone. */
export interface Remains {
  readonly activeStreams: number
  readonly openAnswers: number
  /** Idle ones that the product keeps to its vendors. */
  readonly vendorConnections: number
  readonly sockets: readonly (Sockets | undefined)[]
  /** Of so many answers asked for at once, those that found a place. */
  readonly placesFree: number
  /** Of the gateway. */
  readonly metrics: string
}

const SETTLED_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 100
/** Long enough for answers that were asked for together to run together. */
const OVERLAP_MS = 2_000

/** Waits for the end of what the clients left behind, and complains of what does not end. */
export async function settle(system: System, observations: Observations): Promise<Remains> {
  const placesFree = await askForAllPlaces(system)
  const untilMs = performance.now() + SETTLED_WITHIN_MS
  let remains = await look(system)
  while (complaints(remains, system, observations).length > 0 && performance.now() < untilMs) {
    await sleep(LOOK_EVERY_MS)
    remains = await look(system)
  }
  const all = { ...remains, placesFree }
  for (const problem of complaints(remains, system, observations)) observations.unexpected('at the end', problem)
  if (placesFree !== PLACES) observations.unexpected('at the end', `${placesFree} of ${PLACES} places are free`)
  return all
}

function complaints(
  remains: Omit<Remains, 'placesFree'>,
  { services }: System,
  { ledger }: Observations,
): readonly string[] {
  const { activeStreams, openAnswers, vendorConnections, sockets } = remains
  // The only clients left are those of one service at the other.
  const clients = sockets[0]?.clients ?? 0
  const closeWait = sockets.reduce((sum, one) => sum + (one?.closeWait ?? 0), 0)
  // One service's clients are connections of the other.
  const between = sockets[1]?.clients ?? 0
  const outgoing = sockets.reduce((sum, one) => sum + (one?.outgoing ?? 0), 0) - between
  // One more each for Redis.
  const outgoingMax = vendorConnections + 2 * services.length
  const unended = ledger.unended()
  return [
    activeStreams !== 0 && `sluice_active_streams is ${activeStreams}`,
    openAnswers !== 0 && `${openAnswers} answers of the vendors are open`,
    clients !== 0 && `${clients} client sockets are open`,
    outgoing > outgoingMax && `${outgoing} connections are open where ${outgoingMax} have another end`,
    closeWait !== 0 && `${closeWait} sockets were closed by the peer only`,
    unended.length > 0 && `no end in the log: ${unended.slice(0, 20).join(', ')}`,
    services.some(({ isAlive }) => !isAlive) && 'a process is dead',
  ].filter((problem) => problem !== false)
}

async function look({ urls, vendors, services, secrets }: System): Promise<Omit<Remains, 'placesFree'>> {
  const clients = new Clients(urls.gateway)
  const texts = await Promise.all(Object.values(urls).map((url) => clients.scrape(url, secrets)))
  clients.close()
  await sleep(LOOK_EVERY_MS)
  return {
    activeStreams: texts.reduce((sum, { text }) => sum + gauge(text, 'sluice_active_streams'), 0),
    openAnswers: vendors.reduce((sum, vendor) => sum + vendor.openResponses(), 0),
    vendorConnections: vendors.reduce((sum, vendor) => sum + vendor.openConnections(), 0),
    sockets: services.map(({ pid }) => socketsOf(pid)),
    metrics: texts[0]?.text ?? '',
  }
}

/** Whoever kept a place leaves fewer than there are; whoever gave one back twice leaves more. */
async function askForAllPlaces({ gatewayUrl }: System): Promise<number> {
  const client = new HttpClient()
  const way = ways[0]!
  const asked = Array.from({ length: PLACES + 1 }, (_, at) => {
    const headers = { authorization: `Bearer ${quietKeys[at % quietKeys.length]}` }
    const question = questionOf({ gatewayUrl }, way, { script: { 'first-byte': OVERLAP_MS }, headers })
    return client.ask(question, { connection: 'new', sending: 'whole', readPauseMs: 0 })
  })
  const answers = await Promise.all(asked)
  client.close()
  return answers.filter(({ status }) => status === 200).length
}
