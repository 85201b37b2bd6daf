import { z } from 'zod'

/** A text that ends an answer where it first shows. */
interface StopTag {
  readonly tag: string
  /** Whether the tag itself still reaches the client. */
  readonly include: boolean
}

/** The tags for every model that fits a glob. */
export interface StopTagRule {
  readonly model: string
  readonly tags: readonly StopTag[]
}

const stopTagLimits = { tagsMax: 32, tagBytesMax: 256, rulesMax: 100 } as const

const { tagsMax, tagBytesMax, rulesMax } = stopTagLimits

const text = z
  .string()
  .refine((tag) => tag.length > 0, 'is empty')
  .refine((tag) => Buffer.byteLength(tag) <= tagBytesMax, `is longer than ${tagBytesMax} bytes of UTF-8`)
  .refine((tag) => tag.isWellFormed(), 'is half a surrogate pair, which no text contains')

const tag = z.union(
  [
    text.transform((tag): StopTag => ({ tag, include: false })),
    z
      .strictObject({ tag: text, include_tag: z.boolean().default(false) }, { error: unknownMember })
      .transform((given): StopTag => ({ tag: given.tag, include: given.include_tag })),
  ],
  { error: 'is neither a text nor {"tag": text, "include_tag": true or false}' },
)

const tags = z.array(tag, { error: 'is not an array of tags' }).max(tagsMax, `has more than ${tagsMax} tags`)

const rules = z
  .record(z.string(), tags, {
    error: 'is neither an array of tags nor an object of model glob to such an array',
  })
  .refine((given) => Object.keys(given).length <= rulesMax, `has more than ${rulesMax} models`)
  .transform((given): StopTagRule[] => Object.entries(given).map(([model, tags]) => ({ model, tags })))

/**
 * Reads a JSON array of tags: `["</answer>", {"tag": "END", "include_tag": true}]`.
 * @throws Error that names the tag and what is wrong with it.
 */
export function parseStopTags(json: string): readonly StopTag[] {
  return parse(tags, parseJson(json))
}

/**
 * Reads the setting: an array of tags for every model, or an object of model glob to such an array, first match first.
 * @throws Error that names the place and what is wrong there.
 */
export function parseStopTagRules(json: string): readonly StopTagRule[] {
  const value = parseJson(json)
  return Array.isArray(value) ? [{ model: '*', tags: parse(tags, value) }] : parse(rules, value)
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error('it is not JSON')
  }
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const { data, error } = schema.safeParse(value)
  if (error === undefined) return data
  const issue = deepest(error.issues[0])
  throw new Error(issue === undefined ? 'it is not allowed' : `${place(issue.path)} ${issue.message}`)
}

function unknownMember(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'unrecognized_keys' ? `has the unknown member "${issue.keys[0]}"` : undefined
}

/** A union that fails inside one form says so under that form; the form that got furthest knows best. */
function deepest(issue: z.core.$ZodIssue | undefined): Pick<z.core.$ZodIssue, 'path' | 'message'> | undefined {
  if (issue?.code !== 'invalid_union') return issue
  const inner = issue.errors.flat().find((nested) => nested.code === 'custom')
  return inner ? { path: [...issue.path, ...inner.path], message: inner.message } : issue
}

function place(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'it'
  return path.map((key) => (typeof key === 'number' ? `tag ${key + 1}` : `"${String(key)}"`)).join(' ')
}
