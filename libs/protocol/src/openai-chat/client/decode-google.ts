import { append } from '../../append.ts'
import { badRequest } from '../../canonical/error.ts'
import { type Effort, efforts, type GenerationRequest, type Thinking } from '../../canonical/request.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { mediaOut } from './decode-output.ts'
import { snakeCase } from './field-names.ts'
import { Fields } from './fields.ts'

/** Snake-case members of `google` that go into Google's generationConfig, and their names there. */
const generationMembers = { image_config: 'imageConfig', media_resolution: 'mediaResolution' } as const

const known = new Set([
  'thinking_config',
  'cached_content',
  'safety_settings',
  'response_modalities',
  ...Object.keys(generationMembers),
])

interface DecodedGoogle extends Pick<GenerationRequest, 'thinking' | 'extensions'> {
  /** Path of the settings. */
  readonly at: string | undefined
}

/**
 * Reads how much to think and the settings that only Google knows. They stand under `extra_body.google`, as both SDKs
 * send them, or under a top-level `google`, as people write by hand; in snake case or camel case.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeGoogle(body: Fields, dropped: string[]): DecodedGoogle {
  const extra = body.object('extra_body')
  if (extra) append(dropped, extra.others(new Set(['google'])))
  const google = googleFields(extra) ?? googleFields(body)
  if (google) {
    append(dropped, google.others(known))
  }
  const gemini = settings(google, mediaOut(body, 'modalities') ?? (google && mediaOut(google, 'response_modalities')))
  return { thinking: thinking(body, google), extensions: gemini && { gemini }, at: google?.at }
}

function googleFields(parent: Fields | undefined): Fields | undefined {
  return parent && snakeMembers(parent.object('google'))
}

/** The same object with its member names in snake case. */
function snakeMembers(fields: Fields | undefined): Fields | undefined {
  if (!fields) return undefined
  const entries = Object.entries(fields.json).map(([name, value]): [string, Json] => [snakeCase(name), value])
  return new Fields(Object.fromEntries(entries), fields.at)
}

function thinking(body: Fields, google: Fields | undefined): Thinking | undefined {
  const effort = body.word('reasoning_effort', efforts)
  const config = snakeMembers(google?.object('thinking_config'))
  if (!config) return effort && { effort }
  const amount = thinkingAmount(config)
  if (effort && amount) {
    throw badRequest(
      'reasoning_effort',
      `reasoning_effort cannot be combined with a level or budget in ${config.at}; send one of them.`,
    )
  }
  const includeThoughts = config.boolean('include_thoughts')
  return { ...(effort && { effort }), ...amount, ...(includeThoughts !== undefined && { includeThoughts }) }
}

function thinkingAmount(config: Fields): Pick<Thinking, 'effort' | 'budgetTokens'> | undefined {
  const level = effortWord(config, 'thinking_level')
  // Google's own sample sends a level under the name of the budget.
  const budget = config.value('thinking_budget')
  const amount =
    typeof budget === 'string'
      ? { effort: effortWord(config, 'thinking_budget') }
      : budget === undefined
        ? undefined
        : { budgetTokens: config.integer('thinking_budget', { min: -1 }) }
  if (level && amount) throw config.wrong('thinking_level', 'cannot be combined with thinking_budget; send one of them')
  return level ? { effort: level } : amount
}

function effortWord(config: Fields, name: string): Effort | undefined {
  const word = config.string(name)?.toLowerCase()
  if (word === undefined) return undefined
  const effort = efforts.find((known) => known === word)
  if (effort === undefined) throw config.wrong(name, `must be one of ${efforts.join(', ')}`)
  return effort
}

function settings(google: Fields | undefined, responseModalities: string[] | undefined): JsonObject | undefined {
  const generationConfig: JsonObject = { ...(responseModalities && { responseModalities }) }
  for (const [name, googleName] of Object.entries(generationMembers)) {
    const value = google?.value(name)
    if (value !== undefined) generationConfig[googleName] = camelKeys(value)
  }
  const safetySettings = google?.array('safety_settings') ?? []
  const cachedContent = google?.string('cached_content')
  const result: JsonObject = {
    ...(safetySettings.length > 0 && { safetySettings: [...safetySettings] }),
    ...(cachedContent && { cachedContent }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
  }
  return Object.keys(result).length > 0 ? result : undefined
}

function camelKeys(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [camelCase(key), member]))
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
