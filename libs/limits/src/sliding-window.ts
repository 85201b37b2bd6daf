import type { LimitStatus } from './limiter.ts'

const WINDOW_MS = 60_000

/** From the start of a key's window until nothing of it counts any more. */
export const FORGOTTEN_AFTER_MS = 2 * WINDOW_MS

/**
 * Requests of one key: those of the running window and of the one before. The older ones fade: they count for the share
 * of their window that is still within the last minute. All times and counts are whole numbers, so that the wait that
 * `waitMs` gives is the wait that `hasRoom` asks for.
 */
export interface Window {
  readonly startMs: number
  readonly previous: number
  readonly current: number
}

/** The window as it is at `nowMs`. It begins with a key's first request, so that a burst stays counted for a full minute. */
export function windowAt(window: Window | undefined, nowMs: number): Window {
  const elapsedMs = window === undefined ? 0 : nowMs - window.startMs
  if (window === undefined || elapsedMs >= FORGOTTEN_AFTER_MS) return { startMs: nowMs, previous: 0, current: 0 }
  // A clock that was set back must not make anyone wait until it has caught up.
  if (elapsedMs < 0) return { ...window, startMs: nowMs }
  if (elapsedMs < WINDOW_MS) return window
  return { startMs: window.startMs + WINDOW_MS, previous: window.current, current: 0 }
}

export function hasRoom(window: Window, limit: number, nowMs: number): boolean {
  return fading(window, nowMs) <= (limit - 1 - window.current) * WINDOW_MS
}

/** Milliseconds until the window, as it is at `nowMs`, has room for one request; 0 when it has. */
export function waitMs(window: Window, limit: number, nowMs: number): number {
  const elapsedMs = nowMs - window.startMs
  const spare = limit - 1 - window.current
  if (spare >= 0) return Math.max(0, roomAfterMs(window.previous, spare) - elapsedMs)
  return WINDOW_MS - elapsedMs + roomAfterMs(window.current, limit - 1)
}

export function statusOf(window: Window, limit: number, nowMs: number): LimitStatus {
  const elapsedMs = nowMs - window.startMs
  const room = ((limit - window.current) * WINDOW_MS - fading(window, nowMs)) / WINDOW_MS
  const windowsToForget = window.current > 0 ? 2 : window.previous > 0 ? 1 : 0
  return {
    limit,
    remaining: Math.max(0, Math.floor(room)),
    resetMs: windowsToForget === 0 ? 0 : windowsToForget * WINDOW_MS - elapsedMs,
  }
}

/** What the requests of the window before still count for, times the length of a window. */
function fading(window: Window, nowMs: number): number {
  return window.previous * (WINDOW_MS - (nowMs - window.startMs))
}

/** How far into a window the requests of the one before have faded to `spare`. */
function roomAfterMs(previous: number, spare: number): number {
  if (previous <= spare) return 0
  return WINDOW_MS - Math.floor((spare * WINDOW_MS) / previous)
}
