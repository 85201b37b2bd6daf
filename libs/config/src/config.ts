import type { StopTagRule } from './stop-tags.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** How an answer that fails after its first byte ends where no client reads an error. */
export const lateErrorModes = ['auto', 'cut', 'body'] as const
type LateErrorMode = (typeof lateErrorModes)[number]

/** What a limiter does while its Redis does not answer. */
export const redisLostPolicies = ['local', 'open', 'closed'] as const
type RedisLostPolicy = (typeof redisLostPolicies)[number]

/** All settings, validated and deeply frozen. Times are milliseconds; 0 turns off what says so in the settings table. */
export interface Config {
  readonly host: string
  readonly gatewayPort: number
  readonly translatorPort: number
  /** For a service that is started alone. */
  readonly port: number | undefined
  readonly upstream: { readonly url: string; readonly isDefault: boolean; readonly apiKey: string | undefined }
  readonly translatorUrl: string | undefined
  readonly gemini: { readonly apiKey: string | undefined; readonly baseUrl: string; readonly models: readonly string[] }
  readonly clients: {
    readonly keys: readonly string[]
    readonly allowAnonymous: boolean
    readonly internalToken: string | undefined
    readonly corsOrigins: readonly string[]
    /** Whether a peer with a private address counts as this machine. */
    readonly localNetwork: boolean
  }
  readonly heartbeat: { readonly afterMs: number; readonly everyMs: number }
  readonly stopTags: readonly StopTagRule[]
  readonly lateErrors: LateErrorMode
  /** Requests per minute; 0 = no limit. */
  readonly limits: { readonly rpm: number; readonly globalRpm: number }
  /** `url` may hold a password: never print it. Undefined = everything in memory. */
  readonly redis: { readonly url: string | undefined; readonly lost: RedisLostPolicy }
  /** Answers under way at once; 0 = no limit. */
  readonly streamsMax: number
  /** Time that running answers get after SIGTERM. */
  readonly drainMs: number
  readonly timeouts: { readonly firstByteMs: number; readonly idleMs: number; readonly totalMs: number }
  readonly retries: { readonly max: number; readonly delayMs: number; readonly budgetMs: number }
  readonly bodyBytesMax: number
  readonly logLevel: LogLevel
}
