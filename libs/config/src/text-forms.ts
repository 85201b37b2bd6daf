/** How a kind of value is written as one text, which is all that an environment variable can hold. */
export interface TextForm {
  /** The value that a text means; the text itself where it means none, for the schema to refuse. */
  read(text: string): unknown
  /** A default as one would write it. */
  write(value: unknown): string
  /** Ends the sentence "It must be …". */
  readonly allowed: string
  /** The text as an error may show it, where it could hold a secret. */
  readonly shown?: (text: string) => string
}

export const DAY_MS = 86_400_000
export const LIST_ITEMS_MAX = 200

const yes = ['true', '1', 'yes', 'on']
const no = ['false', '0', 'no', 'off']

export function plain(allowed: string, shown?: TextForm['shown']): TextForm {
  return { read: (text) => text, write: String, allowed, ...(shown && { shown }) }
}

export function word(values: readonly string[]): TextForm {
  return { read: (text) => text.toLowerCase(), write: String, allowed: `one of ${values.join(', ')}` }
}

export function wholeNumber(allowed: string): TextForm {
  return { read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : text), write: String, allowed }
}

export const yesOrNo: TextForm = {
  read: (text) => {
    const lower = text.toLowerCase()
    return yes.includes(lower) ? true : no.includes(lower) ? false : text
  },
  write: String,
  allowed: 'true or false (also 1/0, yes/no, on/off)',
}

export function list(separator: RegExp, allowed: string): TextForm {
  const read = (text: string) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '')
  return { read, write: (value) => (Array.isArray(value) ? value.join(',') : String(value)), allowed }
}

export function json(allowed: string): TextForm {
  const read = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return { read, write: (value) => (Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value)), allowed }
}

/** A time of milliseconds that its variable gives in seconds, perhaps with a fraction. */
export function seconds(maxMs = DAY_MS): TextForm {
  return {
    read: (text) => (/^\d{1,6}(\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * 1000) : text),
    write: (value) => String(Number(value) / 1000),
    allowed: `a number of seconds from 0 to ${maxMs / 1000}, fractions allowed`,
  }
}

/** The DEBUG of other programs: anything but a plain no asks for the debug level; undefined leaves the level alone. */
export const debugLevel: TextForm = {
  read: (text) => (no.includes(text.toLowerCase()) ? undefined : 'debug'),
  write: String,
  allowed: 'anything; all but false, 0, no and off mean debug',
}
