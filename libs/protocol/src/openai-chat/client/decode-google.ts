import { append } from '../../append.ts'
import type { GenerationRequest } from '../../canonical/request.ts'
import { camelCase, snakeCase } from '../../json/case.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { mediaOut } from './decode-output.ts'
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

interface DecodedGoogle extends Pick<GenerationRequest, 'extensions'> {
  /** The settings, in snake case. */
  readonly google: Fields | undefined
}

/**
 * Reads the settings that only Google knows. They stand under `extra_body.google`, as both SDKs
 * send them, or under a top-level `google`, as people write by hand; in snake case or camel case.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeGoogle(body: Fields, dropped: string[]): DecodedGoogle {
  const extra = body.object('extra_body')
  if (extra) append(dropped, extra.others(new Set(['google'])))
  const google = googleFields(extra) ?? googleFields(body)
  if (google) append(dropped, google.others(known))
  const modalities = mediaOut(body, 'modalities') ?? (google && mediaOut(google, 'response_modalities'))
  const gemini = settings(google, modalities)
  return { google, extensions: gemini && { gemini } }
}

function googleFields(parent: Fields | undefined): Fields | undefined {
  const google = snakeMembers(parent?.object('google'))
  const config = snakeMembers(google?.object('thinking_config'))
  return config && google ? new Fields({ ...google.json, thinking_config: config.json }, google.at) : google
}

/** The same object with its member names in snake case. */
function snakeMembers(fields: Fields | undefined): Fields | undefined {
  if (!fields) return undefined
  const entries = Object.entries(fields.json).map(([name, value]): [string, Json] => [snakeCase(name), value])
  return new Fields(Object.fromEntries(entries), fields.at)
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
