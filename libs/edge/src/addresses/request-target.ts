import type { QueryReader } from '@sluice/protocol'

/** The target of a request line, taken apart and nothing normalised away. */
export interface RequestTarget {
  /** The path as it was sent. */
  readonly path: string
  /** Its segments without empty ones; `%3A` and `%2F` still escaped. */
  readonly segments: readonly string[]
  /** The query as it was sent, without the question mark. */
  readonly search: string
}

const PATH_CHARS_MAX = 1_024

/** Scheme and authority of an absolute-form target: the authority is the sender's claim and means nothing here. */
const absoluteForm = /^https?:\/\/[^/?#]*/i

/** A model name may hold a colon or a slash that a client escaped; every other escape hides something. */
const plainPath = /^\/(?:[A-Za-z0-9._:@+/-]|%3[Aa]|%2[Ff])*$/

/** A target without scheme and authority. */
export function originForm(url: string): string {
  const rest = url.replace(absoluteForm, '')
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest
}

/** Takes a request target apart; undefined when its path has a character, escape or dot segment that no address has. */
export function parseTarget(url: string): RequestTarget | undefined {
  const target = originForm(url)
  const question = target.indexOf('?')
  const path = question === -1 ? target : target.slice(0, question)
  const search = question === -1 ? '' : target.slice(question + 1)
  if (path.length > PATH_CHARS_MAX || !plainPath.test(path) || url.includes('#')) return undefined
  if (unescapeSegment(path).split('/').some(isDotSegment)) return undefined
  return { path, segments: path.split('/').filter((segment) => segment !== ''), search }
}

/** Undoes the two escapes that a path may have. */
export function unescapeSegment(text: string): string {
  return text.replace(/%3a/gi, ':').replace(/%2f/gi, '/')
}

export function isDotSegment(segment: string): boolean {
  return segment === '.' || segment === '..'
}

/** Taken apart when it is first asked for. */
export function queryOf({ search }: RequestTarget): QueryReader {
  let parameters: URLSearchParams | undefined
  return (name) => {
    parameters ??= new URLSearchParams(search)
    return parameters.getAll(name)
  }
}
