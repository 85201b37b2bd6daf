import { setFlagsFromString } from 'node:v8'
import { type Config, ConfigError, loadConfig } from '@sluice/config'
import type { Logger } from '@sluice/telemetry'
import type { DrainOptions } from './drain.ts'
import { ListenError } from './listen.ts'

/** A service that runs. */
export interface Running {
  readonly logger: Logger
  /** Takes no new work, lets what runs end, and resolves when it has. */
  close(options: DrainOptions): Promise<void>
}

/** A proxy in front uses or drops its idle connections within this; a person at a terminal does not wait for them. */
const PROXY_IDLE_MS = 10_000

/** The exit code that shells give for a process that SIGINT ended. */
const INTERRUPTED = 130

/** A hurried end that takes longer, because of a peer that does not let go, is one no longer. */
const HURRY_MS = 1_500

/**
 * Runs a service from the environment to its end: reads the settings, starts, waits for a signal, drains. A second signal
 * cuts what still runs. An error that nobody caught is logged and drains too: nothing is known of the state it left behind.
 * What stops a start is told in one readable block, and the exit code says so.
 */
export async function boot(start: (config: Config) => Promise<Running>): Promise<void> {
  tuneEngine()
  try {
    // Before the start: a supervisor may stop the service as soon as it hears that it listens.
    const end = watchProcess()
    const config = loadConfig()
    const running = await start(config)
    end.told((error) => {
      running.logger.fatal({ err: error }, 'an error that nobody caught: draining')
      process.exitCode = 1
    })
    const signal = await end.first
    if (signal !== undefined) running.logger.info({ signal, grace_ms: config.drainMs }, 'draining')
    end.hurry.addEventListener('abort', () => setTimeout(exitInterrupted, HURRY_MS).unref())
    const idleMs = signal === 'SIGINT' ? 0 : PROXY_IDLE_MS
    await running.close({ graceMs: config.drainMs, idleMs, hurry: end.hurry })
    running.logger.info('stopped')
    if (end.hurry.aborted) exitInterrupted()
  } catch (error) {
    console.error(error instanceof ConfigError || error instanceof ListenError ? error.message : error)
    process.exitCode = 1
  }
}

/** After an error that nobody caught, its exit code says more. */
function exitInterrupted(): void {
  process.exit(process.exitCode ?? INTERRUPTED)
}

/** What this process is told of its end. */
interface ProcessEnd {
  /** Why it must end: a signal, or undefined for an error. */
  readonly first: Promise<NodeJS.Signals | undefined>
  /** Aborted at the second signal: whoever sent it does not want to wait. */
  readonly hurry: AbortSignal
  /** Who is told of errors that nobody caught, those included that came before. */
  told(tell: (error: unknown) => void): void
}

function watchProcess(): ProcessEnd {
  const first = Promise.withResolvers<NodeJS.Signals | undefined>()
  const hurry = new AbortController()
  const early: unknown[] = []
  let signals = 0
  let tell = (error: unknown): void => void early.push(error)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      signals++
      first.resolve(signal)
      if (signals === 2) hurry.abort()
      if (signals > 2) exitInterrupted()
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      tell(error)
      first.resolve(undefined)
    })
  }
  return {
    first: first.promise,
    hurry: hurry.signal,
    told: (listener) => {
      tell = listener
      for (const error of early) listener(error)
    },
  }
}

/**
 * Settings of the JavaScript engine, before any code is hot. V8 allocates at once among the old what it believes to
 * live long, and comes to believe it of the objects of a request; dead ones then keep young ones alive until the next
 * full collection (16 connections, Node 24: each small collection moved 8 MB and took 20 to 40 ms; without, none and 2).
 */
function tuneEngine(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
