import { readFileSync } from 'node:fs'
import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'
import { exposureOf } from './exposure.ts'
import { deepFreeze } from './freeze.ts'
import { type Environment, readSetting, type Source } from './read-setting.ts'
import { type Setting, type SettingName, settings, type Values } from './settings.ts'
import { findUnknownNames } from './unknown-names.ts'

/**
 * Turns an environment into the one Config of the process, deeply frozen.
 * @param readFile gives the text of a file that a NAME_FILE variable names; throws when it cannot.
 * @throws ConfigError that lists every bad setting.
 */
export function readConfig(env: Environment, readFile: (path: string) => string = readText): Config {
  const { values, given } = readSettings({ env, readFile })
  return deepFreeze(configOf(values, given))
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

interface Settings {
  readonly values: Values
  /** Settings that somebody set, in place of the default. */
  readonly given: ReadonlySet<string>
}

function readSettings(source: Source): Settings {
  const values: Record<string, unknown> = {}
  const given = new Set<string>()
  const problems: string[] = []
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const reading = readSetting(name, setting, source)
    if ('problem' in reading) {
      problems.push(reading.problem)
      continue
    }
    values[name] = reading.value
    if (reading.given) given.add(name)
  }
  problems.push(...findUnknownNames(source.env))
  if (problems.length > 0) throw new ConfigError(problems)
  // Every name of the table was read by its own kind, which is what Values says.
  const typed = values as Values
  const exposed = exposureOf(typed)
  if (exposed !== undefined) throw new ConfigError([exposed])
  return { values: typed, given }
}

function configOf(values: Values, given: ReadonlySet<string>): Config {
  return {
    host: values.HOST,
    gatewayPort: values.GATEWAY_PORT,
    translatorPort: values.TRANSLATOR_PORT,
    port: values.PORT,
    upstream: {
      url: values.UPSTREAM_URL,
      isDefault: !given.has('UPSTREAM_URL' satisfies SettingName),
      apiKey: values.UPSTREAM_API_KEY,
    },
    translatorUrl: values.TRANSLATOR_URL,
    gemini: {
      apiKey: values.GEMINI_API_KEY,
      baseUrl: values.GOOGLE_GEMINI_BASE_URL,
      models: values.SLUICE_GEMINI_MODELS,
    },
    clients: {
      keys: values.SLUICE_API_KEYS ?? [],
      allowAnonymous: values.SLUICE_ALLOW_ANONYMOUS,
      internalToken: values.SLUICE_INTERNAL_TOKEN,
      corsOrigins: values.SLUICE_CORS_ORIGINS ?? [],
      localNetwork: values.SLUICE_LOCAL_NETWORK,
    },
    heartbeat: { afterMs: values.SLUICE_HEARTBEAT_AFTER_MS, everyMs: values.SLUICE_HEARTBEAT_EVERY_MS },
    stopTags: values.SLUICE_STOP_TAGS ?? [],
    lateErrors: values.SLUICE_LATE_ERRORS,
    limits: { rpm: values.SLUICE_RPM, globalRpm: values.SLUICE_GLOBAL_RPM },
    redis: { url: values.REDIS_URL, lost: values.SLUICE_REDIS_LOST },
    streamsMax: values.SLUICE_STREAMS_MAX,
    drainMs: values.SLUICE_DRAIN_MS,
    timeouts: {
      firstByteMs: values.SLUICE_FIRST_BYTE_TIMEOUT_MS,
      idleMs: values.SLUICE_IDLE_TIMEOUT_MS,
      totalMs: values.SLUICE_TOTAL_TIMEOUT_MS,
    },
    retries: { max: values.MAX_RETRIES, delayMs: values.RETRY_DELAY, budgetMs: values.SLUICE_RETRY_BUDGET_MS },
    bodyBytesMax: values.SLUICE_BODY_BYTES_MAX,
    logLevel: values.LOG_LEVEL,
  }
}
