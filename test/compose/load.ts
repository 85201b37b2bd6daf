import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Chat, ConnectionClosed, chat, isWhole } from './client.ts'

/** One request of a load. */
interface Shot {
  /** `performance.now()` */
  readonly startedAt: number
  readonly stream: boolean
  /** What was wrong; undefined when the whole answer came. */
  readonly failure: string | undefined
  /** Sent once more, because its kept-alive connection was closed under it. */
  readonly resent: boolean
}

export interface Figures {
  readonly requests: number
  readonly streams: number
  readonly failed: number
  readonly cut: number
  readonly resent: number
  /** The first few failures, in words. */
  readonly failures: readonly string[]
}

const REQUESTS_A_SECOND = 60
const STREAMS_A_SECOND = 8
/** A stream of about a second. */
const STREAM_TEXT = 'hi [[sim:events=10;every=100]]'
const FAILURES_SHOWN = 5

/** Steady traffic: answers in one piece and streams, both dialects, over kept-alive connections as SDKs use them. */
export class Load {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 200 })
  readonly #shots: Promise<Shot>[] = []
  readonly #stopped = new AbortController()
  readonly #running: Promise<unknown>

  constructor(url: string) {
    this.#url = url
    this.#running = Promise.all([
      this.#fire(1000 / REQUESTS_A_SECOND, { stream: false, text: 'hi' }),
      this.#fire(1000 / STREAMS_A_SECOND, { stream: true, text: STREAM_TEXT }),
    ])
  }

  /** Ends the traffic, waits for what is under way and counts; `since` leaves out what began before (`performance.now()`). */
  async stop(since = 0): Promise<Figures> {
    this.#stopped.abort()
    await this.#running
    const shots = (await Promise.all(this.#shots)).filter(({ startedAt }) => startedAt >= since)
    this.#agent.destroy()
    const failed = shots.filter(({ failure }) => failure !== undefined)
    return {
      requests: shots.filter(({ stream }) => !stream).length,
      streams: shots.filter(({ stream }) => stream).length,
      failed: failed.filter(({ stream }) => !stream).length,
      cut: failed.filter(({ stream }) => stream).length,
      resent: shots.filter(({ resent }) => resent).length,
      failures: failed.slice(0, FAILURES_SHOWN).map(({ failure }) => failure ?? ''),
    }
  }

  async #fire(everyMs: number, shape: { readonly stream: boolean; readonly text: string }): Promise<void> {
    let dueAt = performance.now()
    for (let count = 0; !this.#stopped.signal.aborted; count++) {
      this.#shots.push(this.#shoot({ ...shape, dialect: count % 2 === 0 ? 'openai' : 'gemini', agent: this.#agent }))
      dueAt += everyMs
      await sleep(Math.max(0, dueAt - performance.now()))
    }
  }

  async #shoot(shape: Chat, resent = false): Promise<Shot> {
    const shot = { startedAt: performance.now(), stream: shape.stream, resent }
    try {
      const answer = await chat(this.#url, shape)
      return { ...shot, failure: isWhole(answer, shape) ? undefined : `${answer.status} ${answer.body.slice(-200)}` }
    } catch (error) {
      if (error instanceof ConnectionClosed) return this.#shoot(withoutAgent(shape), true)
      return { ...shot, failure: String(error) }
    }
  }
}

/** On a connection of its own: the agent's other idle ones may be closed too. */
function withoutAgent({ agent: _agent, ...shape }: Chat): Chat {
  return shape
}
