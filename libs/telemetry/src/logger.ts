import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { openStandardOutput } from './line-output.ts'
import { redact } from './redaction.ts'

export type { Logger } from 'pino'

interface LoggerOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  readonly service: string
  /** Takes one line of JSON at a time; standard output when absent. */
  readonly destination?: DestinationStream
}

/**
 * One JSON line an entry, written before the call returns: asynchronous writing is not cheaper and loses lines when the
 * process dies. Secrets are redacted by name.
 */
export function createLogger({ level, service, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: redact },
  }
  return pino(options, destination ?? openStandardOutput())
}
