import { lateErrorModes, logLevels, redisLostPolicies } from './config.ts'
import {
  debugFlag,
  flag,
  globs,
  host,
  integer,
  type Kind,
  millis,
  oneOf,
  origins,
  port,
  publish,
  redisUrl,
  seconds,
  secret,
  secrets,
  stopTags,
  url,
} from './kinds.ts'

/** One setting. Parsing, the table of the README and error messages are all made from this. */
export interface Setting<Value = unknown> {
  readonly kind: Kind<Value>
  /** As one would write it; absent = unset. */
  readonly default?: string
  /** Never shown; may come from the file that NAME_FILE names. */
  readonly secret?: true
  /** Other names for it, read when its own name is not there; one may have a kind of its own. */
  readonly aliases?: readonly Alias<Value>[]
  readonly description: string
}

interface Alias<Value = unknown> {
  readonly name: string
  readonly kind?: Kind<Value | undefined>
}

export const settings = {
  HOST: { kind: host, default: '127.0.0.1', description: 'Address to listen on.' },
  GATEWAY_PORT: { kind: port, default: '3002', description: 'Port of the gateway.' },
  TRANSLATOR_PORT: { kind: port, default: '3000', description: 'Port of the translator.' },
  PORT: { kind: port, description: 'Port of a service that is started alone; wins over the two above.' },
  UPSTREAM_URL: {
    kind: url,
    default: 'http://127.0.0.1:3001',
    description: 'The OpenAI-compatible service for every model that is not Gemini’s.',
  },
  UPSTREAM_API_KEY: {
    kind: secret,
    secret: true,
    aliases: [{ name: 'FIXED_API_KEY' }],
    description: 'Key sent to the upstream.',
  },
  TRANSLATOR_URL: {
    kind: url,
    aliases: [{ name: 'GEMINI_PROXY_URL' }],
    description: 'Where the gateway finds the translator when they run apart.',
  },
  GEMINI_API_KEY: { kind: secret, secret: true, description: 'Key sent to the Gemini API.' },
  GOOGLE_GEMINI_BASE_URL: {
    kind: url,
    default: 'https://generativelanguage.googleapis.com',
    description: 'Address of the Gemini API.',
  },
  SLUICE_GEMINI_MODELS: {
    kind: globs,
    default: 'gemini-*,models/gemini-*,tunedModels/*,gemma-*',
    description: 'Models that go to Gemini when there is a credential for it.',
  },
  SLUICE_API_KEYS: {
    kind: secrets,
    secret: true,
    description: 'Keys that clients may use. Without any, only this machine is answered.',
  },
  SLUICE_ALLOW_ANONYMOUS: { kind: flag, default: 'false', description: 'Answer everyone, with or without a key.' },
  SLUICE_INTERNAL_TOKEN: {
    kind: secret,
    secret: true,
    description: 'Shared by gateway and translator when they run apart.',
  },
  SLUICE_LOCAL_NETWORK: {
    kind: flag,
    default: 'false',
    description: 'Take peers with a private address for this machine, as in a network of containers.',
  },
  SLUICE_PUBLISH: {
    kind: publish,
    default: '127.0.0.1:3002',
    description: 'Where docker compose publishes the gateway; beyond this machine only with client keys.',
  },
  SLUICE_CORS_ORIGINS: {
    kind: origins,
    description: 'Web pages that may call from a browser. Unset: any with client keys, else those of this machine.',
  },
  SLUICE_HEARTBEAT_AFTER_MS: {
    kind: millis(),
    default: '20000',
    description: 'Silence before the status line and the first heartbeat are sent; 0 = no heartbeats.',
  },
  SLUICE_HEARTBEAT_EVERY_MS: {
    kind: millis(1),
    default: '10000',
    description: 'Silence before each further heartbeat.',
  },
  SLUICE_STOP_TAGS: { kind: stopTags, description: 'Texts that end an answer.' },
  SLUICE_LATE_ERRORS: {
    kind: oneOf(...lateErrorModes),
    default: 'auto',
    description:
      'How a whole answer fails once its status is sent: cut the connection, write an error body, or as the client needs it.',
  },
  SLUICE_RPM: {
    kind: integer(0, 1_000_000),
    default: '0',
    description: 'Requests a minute per client key; 0 = no limit.',
  },
  SLUICE_GLOBAL_RPM: {
    kind: integer(0, 1_000_000),
    default: '0',
    description: 'Requests a minute in all; 0 = no limit.',
  },
  REDIS_URL: {
    kind: redisUrl,
    secret: true,
    description: 'Redis that replicas of a service share. Unset: each process counts for itself.',
  },
  SLUICE_REDIS_LOST: {
    kind: oneOf(...redisLostPolicies),
    default: 'local',
    description: 'Without its Redis a service limits by itself (local), lets all in (open) or nobody (closed).',
  },
  SLUICE_STREAMS_MAX: {
    kind: integer(0, 1_000_000),
    default: '5000',
    description: 'Answers under way at once; beyond it new requests get 503. 0 = no limit.',
  },
  SLUICE_DRAIN_MS: {
    kind: millis(),
    default: '30000',
    description: 'How long running answers may go on after SIGTERM.',
  },
  SLUICE_FIRST_BYTE_TIMEOUT_MS: {
    kind: millis(),
    default: '600000',
    aliases: [{ name: 'TIMEOUT', kind: seconds }],
    description: 'Wait for the first byte of an answer; 0 = no limit.',
  },
  SLUICE_IDLE_TIMEOUT_MS: {
    kind: millis(),
    default: '300000',
    description: 'Longest silence within an answer; 0 = no limit.',
  },
  SLUICE_TOTAL_TIMEOUT_MS: { kind: millis(), default: '3600000', description: 'Longest answer; 0 = no limit.' },
  MAX_RETRIES: { kind: integer(0, 100), default: '5', description: 'Tries after the first.' },
  RETRY_DELAY: {
    kind: seconds,
    default: '1',
    description: 'Seconds before the first retry; doubles with each further one.',
  },
  SLUICE_RETRY_BUDGET_MS: {
    kind: millis(),
    default: '90000',
    description: 'All tries and waits of one request together.',
  },
  SLUICE_BODY_BYTES_MAX: {
    kind: integer(1024, 268_435_456, 'bytes'),
    default: '67108864',
    description: 'Largest request body.',
  },
  LOG_LEVEL: {
    kind: oneOf(...logLevels),
    default: 'info',
    aliases: [{ name: 'DEBUG', kind: debugFlag }],
    description: 'What is logged.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

type ValueOfKind<S> = S extends { readonly kind: Kind<infer Value> } ? Value : never

/** What each setting is after reading: undefined only where there is no default. */
export type Values = {
  readonly [Name in SettingName]: (typeof settings)[Name] extends { readonly default: string }
    ? ValueOfKind<(typeof settings)[Name]>
    : ValueOfKind<(typeof settings)[Name]> | undefined
}
