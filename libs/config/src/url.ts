const URL_CHARS_MAX = 2048

/** The URL without its trailing slash; undefined unless it is plain http or https, with no more than an address and a path. */
export function parseUrl(text: string): string | undefined {
  if (text.length > URL_CHARS_MAX || !/^https?:\/\//i.test(text) || /[\s?#@\\]/.test(text)) return undefined
  if (!URL.canParse(text)) return undefined
  const { origin, pathname } = new URL(text)
  return origin + pathname.replace(/\/+$/, '')
}

/** A refused URL for an error message: a password or a `?key=` in it stays unsaid. */
export function withoutSecrets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/i, '$1…@').replace(/[?#].*$/s, (rest) => `${rest[0]}…`)
}
