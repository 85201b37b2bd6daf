import { z } from 'zod'
import {
  baseUrl,
  flag,
  globs,
  host,
  integer,
  millis,
  names,
  oneOf,
  origins,
  path,
  port,
  publish,
  redisUrl,
  secret,
  secrets,
  someOf,
  stopTags,
  url,
  versionedUrl,
} from './kinds.ts'
import { type Setting, section, settingsIn } from './setting.ts'
import { debugLevel, seconds } from './text-forms.ts'

const rpm = integer(0, 1_000_000)
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
/** Buckets of limits are full again within a minute. */
const GAP_MS_MAX = 60_000
/** Of OpenAI-compatible upstreams; what each means stands in libs/targets/src/quirks.ts. */
const upstreamQuirks = [
  'max-completion-tokens',
  'reasoning-effort',
  'reasoning-content',
  'custom-tools',
  'done-is-finish',
] as const
const geminiQuirks = ['thoughts-only-is-finish'] as const
const geminiModels = ['gemini-*', 'models/gemini-*', 'tunedModels/*', 'gemma-*']

/**
 * Every setting. A file is an object of this shape; a variable of the environment sets one place in it. What is allowed,
 * the error messages, the README's table, the JSON Schema and the type of Config are all made from this.
 */
export const schema = z.strictObject({
  host: host.default('127.0.0.1').meta({ variables: ['HOST'], description: 'Address to listen on.' }),
  port: port.optional().meta({
    variables: ['PORT'],
    description: 'Port of the gateway, or of a translator that is started alone; wins over the two below.',
  }),
  gateway: section({
    port: port.default(3002).meta({ variables: ['GATEWAY_PORT'], description: 'Port of the gateway.' }),
  }),
  translator: section({
    port: port.default(3000).meta({ variables: ['TRANSLATOR_PORT'], description: 'Port of the translator.' }),
    url: url.optional().meta({
      variables: ['TRANSLATOR_URL', 'GEMINI_PROXY_URL'],
      description: 'Where the gateway finds the translator when they run apart.',
    }),
  }),
  upstream: section({
    url: versionedUrl.default('http://127.0.0.1:3001').meta({
      variables: ['UPSTREAM_URL'],
      description: 'The OpenAI-compatible service for every model that is not Gemini’s.',
    }),
    apiKey: secret.optional().meta({
      variables: ['UPSTREAM_API_KEY', 'FIXED_API_KEY'],
      secret: true,
      description: 'Key sent to the upstream.',
    }),
    models: names.default([]).meta({
      variables: ['UPSTREAM_MODELS'],
      description: 'Models to list besides those of the upstream’s own list, or in place of it where it has none.',
    }),
    quirks: someOf(upstreamQuirks)
      .default([])
      .meta({
        variables: ['UPSTREAM_QUIRKS'],
        description:
          'What the upstream does otherwise than most, for every model; families that are known need no word.',
      }),
  }),
  gemini: section({
    apiKey: secret
      .optional()
      .meta({ variables: ['GEMINI_API_KEY'], secret: true, description: 'Key sent to the Gemini API.' }),
    baseUrl: baseUrl.default('https://generativelanguage.googleapis.com').meta({
      variables: ['GOOGLE_GEMINI_BASE_URL'],
      description: 'Address of the Gemini API.',
    }),
    models: globs.default(geminiModels).meta({
      variables: ['SLUICE_GEMINI_MODELS'],
      description: 'Models that go to Gemini when there is a credential for it.',
    }),
    quirks: someOf(geminiQuirks)
      .default([])
      .meta({
        variables: ['SLUICE_GEMINI_QUIRKS'],
        description: 'What is taken for an end of an answer that Google did not mark as one.',
      }),
  }),
  clients: section({
    keys: secrets.default([]).meta({
      variables: ['SLUICE_API_KEYS'],
      secret: true,
      description: 'Keys that clients may use. Without any, only this machine is answered.',
    }),
    allowAnonymous: flag.default(false).meta({
      variables: ['SLUICE_ALLOW_ANONYMOUS'],
      description: 'Answer everyone, with or without a key.',
    }),
    internalToken: secret.optional().meta({
      variables: ['SLUICE_INTERNAL_TOKEN'],
      secret: true,
      description: 'Shared by gateway and translator when they run apart.',
    }),
    localNetwork: flag.default(false).meta({
      variables: ['SLUICE_LOCAL_NETWORK'],
      description: 'Take peers with a private address for this machine, as in a network of containers.',
    }),
    corsOrigins: origins.default([]).meta({
      variables: ['SLUICE_CORS_ORIGINS'],
      description: 'Web pages that may call from a browser. Unset: any with client keys, else those of this machine.',
    }),
  }),
  publish: publish.default('127.0.0.1:3002').meta({
    variables: ['SLUICE_PUBLISH'],
    description: 'Where docker compose publishes the gateway; beyond this machine only with client keys.',
  }),
  heartbeat: section({
    afterMs: millis()
      .default(20_000)
      .meta({
        variables: ['SLUICE_HEARTBEAT_AFTER_MS'],
        description: 'Silence before the status line and the first heartbeat are sent; 0 = no heartbeats.',
      }),
    everyMs: millis(1)
      .default(10_000)
      .meta({
        variables: ['SLUICE_HEARTBEAT_EVERY_MS'],
        description: 'Silence before each further heartbeat.',
      }),
  }),
  stopTags: stopTags.default([]).meta({ variables: ['SLUICE_STOP_TAGS'], description: 'Texts that end an answer.' }),
  lateErrors: oneOf(['auto', 'cut', 'body'])
    .default('auto')
    .meta({
      variables: ['SLUICE_LATE_ERRORS'],
      description:
        'How a whole answer fails once its status is sent: cut the connection, write an error body, or as the client needs it.',
    }),
  answerModel: oneOf(['asked', 'vendor'])
    .default('asked')
    .meta({
      variables: ['SLUICE_ANSWER_MODEL'],
      description:
        'Whose model name stands in answers: the one asked for, or the vendor’s, whose bytes then pass as they are. The vendor’s is always in x-sluice-model-version.',
    }),
  limits: section({
    rpm: rpm.default(0).meta({
      variables: ['SLUICE_RPM'],
      description: 'Requests a minute per client key; 0 = no limit.',
    }),
    globalRpm: rpm.default(0).meta({
      variables: ['SLUICE_GLOBAL_RPM'],
      description: 'Requests a minute in all; 0 = no limit.',
    }),
    gapMs: millis(0, GAP_MS_MAX)
      .default(0)
      .meta({
        variables: ['SLUICE_GAP_MS', { name: 'RATE_LIMIT', form: seconds(GAP_MS_MAX) }],
        description: 'Least time between two requests, of all clients together; 0 = no limit.',
      }),
  }),
  redis: section({
    url: redisUrl.optional().meta({
      variables: ['REDIS_URL'],
      secret: true,
      description: 'Redis that replicas of a service share. Unset: each process counts for itself.',
    }),
    lost: oneOf(['local', 'open', 'closed'])
      .default('local')
      .meta({
        variables: ['SLUICE_REDIS_LOST'],
        description: 'Without its Redis a service limits by itself (local), lets all in (open) or nobody (closed).',
      }),
  }),
  streamsMax: integer(0, 1_000_000)
    .default(5000)
    .meta({
      variables: ['SLUICE_STREAMS_MAX'],
      description: 'Answers under way at once; beyond it new requests get 503. 0 = no limit.',
    }),
  drainMs: millis()
    .default(30_000)
    .meta({
      variables: ['SLUICE_DRAIN_MS'],
      description: 'How long running answers may go on after SIGTERM.',
    }),
  timeouts: section({
    firstByteMs: millis()
      .default(600_000)
      .meta({
        variables: ['SLUICE_FIRST_BYTE_TIMEOUT_MS', { name: 'TIMEOUT', form: seconds() }],
        description: 'Wait for the first byte of an answer; 0 = no limit.',
      }),
    idleMs: millis()
      .default(300_000)
      .meta({
        variables: ['SLUICE_IDLE_TIMEOUT_MS'],
        description: 'Longest silence within an answer; 0 = no limit.',
      }),
    totalMs: millis()
      .default(3_600_000)
      .meta({
        variables: ['SLUICE_TOTAL_TIMEOUT_MS'],
        description: 'Longest answer; 0 = no limit.',
      }),
  }),
  retries: section({
    max: integer(0, 100)
      .default(5)
      .meta({ variables: ['MAX_RETRIES'], description: 'Tries after the first.' }),
    delayMs: millis()
      .default(1000)
      .meta({
        variables: [{ name: 'RETRY_DELAY', form: seconds() }],
        description: 'Wait before the first retry; doubles with each further one.',
      }),
    budgetMs: millis()
      .default(90_000)
      .meta({
        variables: ['SLUICE_RETRY_BUDGET_MS'],
        description: 'All tries and waits of one request together.',
      }),
  }),
  bodyBytesMax: integer(1024, 268_435_456, 'bytes')
    .default(67_108_864)
    .meta({
      variables: ['SLUICE_BODY_BYTES_MAX'],
      description: 'Largest request body.',
    }),
  bodiesBytesMax: integer(1024, 1_099_511_627_776, 'bytes')
    .optional()
    .meta({
      variables: ['SLUICE_BODIES_BYTES_MAX'],
      description:
        'All request bodies held at once; beyond it new requests get 503. Unset: a quarter of the heap that Node may use.',
    }),
  logLevel: oneOf(logLevels)
    .default('info')
    .meta({
      variables: ['LOG_LEVEL', { name: 'DEBUG', form: debugLevel }],
      description: 'What is logged.',
    }),
})

/** Where the file is; the one setting that cannot stand in it. */
export const fileSetting = path.optional().meta({
  variables: ['SLUICE_CONFIG'],
  description: 'A YAML file with these settings, by their names in a file. The environment wins over it.',
})

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value

type Settings = DeepReadonly<z.output<typeof schema>>

/** All settings, validated and deeply frozen. Times are milliseconds; 0 turns off what says so in its description. */
export interface Config extends Settings {
  readonly upstream: Settings['upstream'] & {
    /** Nobody set its URL. */
    readonly isDefault: boolean
  }
}

/** What a file can set, in the order of the schema. */
export const fileSettings = settingsIn(schema)

/** What the environment can set. */
export const allSettings: readonly Setting[] = [...settingsIn(fileSetting), ...fileSettings]

/** Each by the name of its variable. */
export const settings: Readonly<Record<string, Setting>> = Object.fromEntries(
  allSettings.map((setting) => [nameOf(setting), setting]),
)

export function nameOf({ variables, path }: Setting): string {
  return variables[0]?.name ?? path.join('.')
}

/** Every variable that is read. */
export const variableNames: readonly string[] = allSettings.flatMap(({ variables, secret }) =>
  variables.flatMap(({ name }) => (secret ? [name, `${name}_FILE`] : [name])),
)
