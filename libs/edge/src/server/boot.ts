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

/** Why a service ends. */
type Cause = { readonly signal: NodeJS.Signals } | { readonly error: unknown }

/** A proxy in front uses or drops its idle connections within this; a person at a terminal does not wait for them. */
const PROXY_IDLE_MS = 10_000

/** The exit code that shells give for a process that SIGINT ended. */
const INTERRUPTED = 130

/**
 * Runs a service from the environment to its end: reads the settings, starts, waits for a signal, drains. A second signal
 * ends it at once. An error that nobody caught is logged and drains too: nothing is known of the state it left behind.
 * What stops a start is told in one readable block, and the exit code says so.
 */
export async function boot(start: (config: Config) => Promise<Running>): Promise<void> {
  tuneEngine()
  try {
    // Before the start: a supervisor may stop the service as soon as it hears that it listens.
    const ended = endOfProcess()
    const config = loadConfig()
    const running = await start(config)
    const cause = await ended
    if ('error' in cause) {
      running.logger.fatal({ err: cause.error }, 'an error that nobody caught: draining')
      process.exitCode = 1
    } else {
      running.logger.info({ signal: cause.signal, grace_ms: config.drainMs }, 'draining')
    }
    const idleMs = 'signal' in cause && cause.signal === 'SIGINT' ? 0 : PROXY_IDLE_MS
    await running.close({ graceMs: config.drainMs, idleMs })
    running.logger.info('stopped')
  } catch (error) {
    console.error(error instanceof ConfigError || error instanceof ListenError ? error.message : error)
    process.exitCode = 1
  }
}

function endOfProcess(): Promise<Cause> {
  return new Promise((resolve) => {
    let isEnding = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (isEnding) process.exit(INTERRUPTED)
        isEnding = true
        resolve({ signal })
      })
    }
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        isEnding = true
        resolve({ error })
      })
    }
  })
}

/**
 * Settings of the JavaScript engine, before any code is hot. V8 allocates at once among the old what it believes to
 * live long, and comes to believe it of the objects of a request; dead ones then keep young ones alive until the next
 * full collection (16 connections, Node 24: each small collection moved 8 MB and took 20 to 40 ms; without, none and 2).
 */
function tuneEngine(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
