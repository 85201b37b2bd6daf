import { codecs } from './codecs.ts'

/** What a client's protocol may have no place for in an answer. */
const ofAnswers = ['answer.redacted_reasoning', 'answer.media']

const known: ReadonlySet<string> = new Set([
  ...Object.values(codecs).flatMap(({ client, backend }) => [...client.reportedFields, ...(backend.lostMembers ?? [])]),
  ...ofAnswers,
])

/** No known name is near this long; clients choose how long theirs are. */
const FIELD_CHARS_MAX = 200

/**
 * The name of a dropped field for a counter: one of a closed set, whatever a client calls its members. A member that has no
 * name of its own there counts as the nearest object around it that has one.
 * @returns undefined for a name that is made up.
 */
export function reportedField(path: string): string | undefined {
  const start = path.slice(0, FIELD_CHARS_MAX)
  let field = start.replace(/\[\d+\]/g, '[]').replace(/\.\d+(?=[.[]|$)/g, '[]')
  while (field !== '') {
    if (known.has(field)) return field
    field = field.slice(0, Math.max(0, field.lastIndexOf('.')))
  }
  return undefined
}
