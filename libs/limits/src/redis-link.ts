import type { Redis } from 'ioredis'
import { within } from './deadline.ts'

/** The most that a request may pay for a Redis that does not answer. */
export const ANSWER_WITHIN_MS = 100

export type LinkChange =
  | { readonly up: true; readonly lostForMs: number | undefined }
  | { readonly up: false; readonly cause: string }

export interface LinkOptions {
  readonly redis: Redis
  /** A question as requests ask it, which leaves no trace that matters. */
  readonly probe: () => Promise<unknown>
  /** Called once a change, never twice in a row for the same. */
  readonly onChange: (change: LinkChange) => void
}

/** Asks Redis while it answers. */
export interface RedisLink {
  /** The answer, or undefined at once while Redis is lost, and after 100 ms at the most when it gets lost over this. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined>
  close(): void
}

/**
 * A breaker whose probe is the connection: after a failure or a late answer, whatever the reason, the connection is given
 * up and nobody asks until a new one has answered the probe in time. So a Redis that is slow, full, read-only or frozen
 * is one that is down, and nothing waits in line for it.
 */
export function createRedisLink({ redis, probe, onChange }: LinkOptions): RedisLink {
  let state: 'connecting' | 'up' | 'lost' | 'closed' = 'connecting'
  let lostAtMs: number | undefined
  const firstState = Promise.withResolvers<void>()

  const markLost = (cause: unknown) => {
    if (state !== 'connecting' && state !== 'up') return
    state = 'lost'
    lostAtMs = performance.now()
    firstState.resolve()
    onChange({ up: false, cause: textOf(cause) })
  }
  const tryNewConnection = async () => {
    try {
      await within(probe(), ANSWER_WITHIN_MS)
    } catch (error) {
      markLost(error)
      if (state !== 'closed') redis.disconnect(true)
      return
    }
    if (state === 'closed' || redis.status !== 'ready') return
    state = 'up'
    firstState.resolve()
    onChange({ up: true, lostForMs: lostAtMs === undefined ? undefined : performance.now() - lostAtMs })
  }
  redis.on('ready', tryNewConnection)
  redis.on('error', markLost)
  redis.on('close', () => markLost('the connection was closed'))

  const askNow = async <Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> => {
    // Requests that come with the start wait for its first word instead of being called too early.
    if (state === 'connecting') await firstState.promise
    return state === 'up' ? await question() : undefined
  }
  return {
    ask: async (question) => {
      if (state === 'lost' || state === 'closed') return undefined
      try {
        return await within(askNow(question), ANSWER_WITHIN_MS)
      } catch (error) {
        // The first of those that wait gives the connection up for all; before there is one, nothing need be given up.
        if (state === 'up') redis.disconnect(true)
        markLost(error)
        return undefined
      }
    },
    close: () => {
      state = 'closed'
      firstState.resolve()
      redis.disconnect()
    },
  }
}

/** Errors of Node's own may have no message: one of several addresses that all refused has only a code. */
function textOf(cause: unknown): string {
  if (typeof cause === 'string') return cause
  const { message, code } = cause as { message?: unknown; code?: unknown }
  return String(message || code || cause)
}
