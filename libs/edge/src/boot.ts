import { once } from 'node:events'
import { type Config, ConfigError, loadEnvironment, readConfig } from '@sluice/config'

/** A service that runs. */
export interface Running {
  close(): Promise<void>
}

/**
 * Runs a service from the environment to its end: reads the settings, starts, waits for SIGTERM or SIGINT, closes. What
 * stops a start is told in one readable block, and the exit code says so.
 */
export async function boot(start: (config: Config) => Promise<Running>): Promise<void> {
  try {
    // Before the start: a supervisor may stop the service as soon as it hears that it listens.
    const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
    const running = await start(readConfig(loadEnvironment()))
    await stopped
    await running.close()
  } catch (error) {
    const text = error instanceof ConfigError || isListenError(error) ? error.message : error
    console.error(text)
    process.exitCode = 1
  }
}

function isListenError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ListenError'
}
