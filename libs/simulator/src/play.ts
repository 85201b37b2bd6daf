import type { ServerResponse } from 'node:http'
import type { Reply, Step } from './reply.ts'
import type { Outcome, RecordedRequest, Signal } from './simulator.ts'

/** One slot, not an AbortSignal: a listener added for every event made a paced event cost a fifth more (measured). */
export interface Peer {
  isGone: boolean
  /** Called once when the connection closes. */
  onGone: () => void
}

/** Where the player reports to; the counters of `record` are kept up to date before each signal. */
export interface Stage {
  readonly response: ServerResponse
  readonly record: RecordedRequest
  readonly peer: Peer
  signal(name: Signal): void
}

const strayBody = '{"stray":true}'
const strayResponse = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${strayBody.length}\r\n\r\n${strayBody}`

type Player<K extends Step['do']> = (stage: Stage, step: Extract<Step, { do: K }>) => Promise<Outcome>

const players: { [K in Step['do']]: Player<K> } = {
  send: async (stage, { bytes, events }) => {
    const isRoom = stage.response.write(bytes)
    stage.record.bytesSent += bytes.length
    stage.record.eventsSent += events
    if (events > 0) stage.signal('event')
    if (!isRoom)
      await untilGoneOr(stage, (resolve) => {
        stage.response.once('drain', resolve)
        return () => stage.response.off('drain', resolve)
      })
    return 'open'
  },
  wait: async (stage, { ms }) => {
    // A byte for itself needs a turn of the loop between two writes, not a timer.
    await untilGoneOr(stage, (resolve) => {
      const timer = ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)
      return () => (ms === 0 ? clearImmediate(timer as NodeJS.Immediate) : clearTimeout(timer as NodeJS.Timeout))
    })
    return 'open'
  },
  end: async ({ response }, { strayAfterMs }) => {
    const { socket } = response
    if (strayAfterMs !== undefined) setTimeout(() => socket?.write(strayResponse), strayAfterMs)
    response.end()
    return 'complete'
  },
  hang: async (stage) => {
    await untilGoneOr(stage, () => () => {})
    return 'client-closed'
  },
  cut: async ({ response }) => {
    await flushed(response)
    response.socket?.end()
    return 'cut'
  },
  reset: async ({ response }) => {
    await flushed(response)
    response.socket?.resetAndDestroy()
    return 'cut'
  },
}

const playStep = <K extends Step['do']>(stage: Stage, step: Extract<Step, { do: K }>): Promise<Outcome> =>
  (players[step.do as K] as Player<K>)(stage, step)

/** Plays a reply to its end or until the peer is gone. */
export async function play(stage: Stage, reply: Reply): Promise<Outcome> {
  const { response, record, peer } = stage
  if (reply.headAfterMs > 0) await players.wait(stage, { do: 'wait', ms: reply.headAfterMs })
  if (peer.isGone) return 'client-closed'
  if (reply.isHinting) {
    response.writeContinue()
    response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
  }
  if (reply.head !== undefined) {
    response.writeHead(reply.head.status, { ...reply.head.headers })
    response.flushHeaders()
    record.status = reply.head.status
    stage.signal('head')
  }
  for (const step of reply.steps) {
    const outcome = await playStep(stage, step)
    if (outcome !== 'open') return outcome
    if (peer.isGone) return 'client-closed'
  }
  return 'open'
}

/** Waits for what `start` announces or for the peer to leave, whichever is first; `start` gives back how to stop. */
function untilGoneOr({ peer }: Stage, start: (resolve: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (peer.isGone) return resolve()
    const stop = start(resolve)
    peer.onGone = () => {
      stop()
      resolve()
    }
  })
}

/** Until the kernel has the bytes: a reset would throw away what still waits in this process. */
const flushed = ({ socket }: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (socket === null || socket.destroyed) resolve()
    // An empty write is called back after all that was written before it.
    else socket.write('', () => resolve())
  })
