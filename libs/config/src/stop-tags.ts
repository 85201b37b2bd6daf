import { z } from 'zod'
import type { Issue } from './setting.ts'

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
      .strictObject(
        { tag: text, include_tag: z.boolean('is neither true nor false').default(false) },
        { error: unknownMember },
      )
      .transform((given): StopTag => ({ tag: given.tag, include: given.include_tag })),
  ],
  { error: 'is neither a text nor {"tag": text, "include_tag": true or false}' },
)

const wrongRules = 'is neither an array of tags nor an object of model glob to such an array'

const tags = z.array(tag, { error: 'is not an array of tags' }).max(tagsMax, `has more than ${tagsMax} tags`)

const rules = z
  .record(z.string(), tags, { error: wrongRules })
  .refine((given) => Object.keys(given).length <= rulesMax, `has more than ${rulesMax} models`)
  .transform((given): StopTagRule[] => Object.entries(given).map(([model, tags]) => ({ model, tags })))

/** The setting: an array of tags for every model, or an object of model glob to such an array, first match first. */
export const stopTagRules = z.union([tags.transform((given): StopTagRule[] => [{ model: '*', tags: given }]), rules], {
  error: wrongRules,
})

/**
 * Reads a JSON array of tags: `["</answer>", {"tag": "END", "include_tag": true}]`.
 * @throws Error that names the tag and what is wrong with it.
 */
export function parseStopTags(json: string): readonly StopTag[] {
  const { data, error } = tags.safeParse(parseJson(json))
  if (error === undefined) return data
  throw new Error(error.issues.slice(0, 1).map(stopTagReason).join())
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error('it is not JSON')
  }
}

/** What an issue of these schemas says, with its place in words. @param from the length of the path before the tags. */
export function stopTagReason(issue: Issue, from = 0): string {
  const { path, message } = deepest(issue)
  const place = path.slice(from).map((key) => (typeof key === 'number' ? `tag ${key + 1}` : `"${String(key)}"`))
  return `${place.join(' ') || 'it'} ${message}`
}

function unknownMember(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'unrecognized_keys' ? `has the unknown member "${issue.keys[0]}"` : undefined
}

/** A union that fails inside one form says so under that form; the form that got furthest knows best. */
function deepest(issue: Issue): Pick<Issue, 'path' | 'message'> {
  const inner = issue.errors
    ?.flat()
    .filter(({ code, path }) => code !== 'invalid_type' || path.length > 0)
    .toSorted((a, b) => b.path.length - a.path.length)[0]
  if (inner === undefined) return issue
  const { path, message } = deepest(inner)
  return { path: [...issue.path, ...path], message }
}
