import { unescapeSegment } from './request-target.ts'

/** What a path says in the places that its template leaves open. */
export interface Spelling {
  /** As it was sent, its escapes undone. */
  readonly model?: string
}

const fileId = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/
const MODEL = '{model}'
const ANY_METHOD = ':{method}'

/**
 * How segments spell the words of a template (`files`, `{id}`, `content`; `models`, `{model}:countTokens`); undefined when
 * they do not. `below`: whether segments that go on behind it spell it too.
 */
export function spell(wanted: readonly string[], segments: readonly string[], below = false): Spelling | undefined {
  const last = wanted.at(-1) ?? ''
  if (last.startsWith(MODEL)) {
    const before = wanted.slice(0, -1)
    if (segments.length <= before.length || !spells(before, segments)) return undefined
    return modelBefore(last.slice(MODEL.length), unescapeSegment(segments.slice(before.length).join('/')))
  }
  const fits = below ? segments.length >= wanted.length : segments.length === wanted.length
  return fits && spells(wanted, segments) ? {} : undefined
}

function spells(wanted: readonly string[], segments: readonly string[]): boolean {
  return wanted.every((want, index) => (want === '{id}' ? fileId.test(segments[index]!) : want === segments[index]))
}

/** A colon alone is no method: `llama3:8b` is a model's name. */
function modelBefore(suffix: string, named: string): Spelling | undefined {
  const end = suffix === ANY_METHOD ? named.lastIndexOf(':') : named.length - suffix.length
  const fits = suffix === ANY_METHOD ? end !== -1 : named.endsWith(suffix)
  return fits ? { model: named.slice(0, end) } : undefined
}
