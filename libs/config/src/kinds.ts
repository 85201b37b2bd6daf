import { z } from 'zod'
import { parseStopTagRules, type StopTagRule } from './stop-tags.ts'
import { parseUrl, withoutSecrets } from './url.ts'

/** A sort of setting: how its text becomes a value, and what to tell someone whose text did not. */
export interface Kind<Value> {
  readonly schema: z.ZodType<Value, string>
  /** Ends the sentence "It must be …". */
  readonly allowed: string
  /** The text as an error may show it, where it could hold a secret. */
  readonly shown?: (text: string) => string
}

const DAY_MS = 86_400_000
const LIST_ITEMS_MAX = 200

export function integer(min: number, max: number, unit = ''): Kind<number> {
  const schema = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
  return { schema, allowed: `a whole number${unit && ` of ${unit}`} from ${min} to ${max}` }
}

export const port: Kind<number> = { ...integer(0, 65_535), allowed: 'a port from 1 to 65535, or 0 for any free one' }

/** A time in milliseconds, of at most a day. */
export function millis(min = 0): Kind<number> {
  return integer(min, DAY_MS, 'milliseconds')
}

/** A time given in seconds, perhaps with a fraction, read as whole milliseconds. */
export const seconds: Kind<number> = {
  schema: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,9})?$/)
    .transform((text) => Math.round(Number(text) * 1000))
    .pipe(z.number().max(DAY_MS)),
  allowed: `a number of seconds from 0 to ${DAY_MS / 1000}, fractions allowed`,
}

const yes = ['true', '1', 'yes', 'on']
const no = ['false', '0', 'no', 'off']

export const flag: Kind<boolean> = {
  schema: z.stringbool({ truthy: yes, falsy: no }),
  allowed: 'true or false (also 1/0, yes/no, on/off)',
}

export function oneOf<const Values extends readonly string[]>(...values: Values): Kind<Values[number]> {
  return { schema: z.string().toLowerCase().pipe(z.enum(values)), allowed: `one of ${values.join(', ')}` }
}

/** The DEBUG of other programs: anything but a plain no asks for the debug level. */
export const debugFlag: Kind<'debug' | undefined> = {
  schema: z.string().transform((text) => (no.includes(text.toLowerCase()) ? undefined : 'debug')),
  allowed: 'anything; all but false, 0, no and off mean debug',
}

export const host: Kind<string> = {
  schema: z
    .string()
    .transform((text) => text.replace(/^\[(.+)\]$/, '$1'))
    .pipe(
      z
        .string()
        .max(253)
        .regex(/^[\w.:%-]+$/),
    ),
  allowed: 'an IP address or a host name, without a port',
}

export const url: Kind<string> = {
  schema: z.string().transform(parseUrl).pipe(z.string()),
  allowed: 'an http:// or https:// URL without user, password, query or fragment',
  shown: withoutSecrets,
}

export const redisUrl: Kind<string> = {
  schema: z
    .string()
    .max(2048)
    .regex(/^rediss?:\/\/[^\s?#\\]+$/)
    .refine((text) => URL.canParse(text)),
  allowed: 'a redis:// or rediss:// URL, such as redis://:password@host:6379/0',
}

/** A port mapping's left side, as Compose reads it. */
export const publish: Kind<string> = {
  schema: z.string().regex(/^(?:(?:[\w.-]+|\[[\da-f:.]+\]):)?\d{1,5}$/i),
  allowed: 'a port, or an address with one, such as 127.0.0.1:3002, 0.0.0.0:3002 or [::1]:3002',
}

/** Goes into a header, where other characters cannot be sent. */
const token = z.string().regex(/^[\x21-\x7e]{1,4096}$/)

export const secret: Kind<string> = {
  schema: token,
  allowed: 'printable ASCII without spaces, at most 4096 characters',
}

export const secrets: Kind<readonly string[]> = {
  schema: listOf(/[\s,]+/, token.regex(/^[^,]+$/)),
  allowed: `up to ${LIST_ITEMS_MAX} keys of printable ASCII, separated by commas or line ends`,
}

export const globs: Kind<readonly string[]> = {
  schema: listOf(/,/, z.string().regex(/^\S{1,256}$/)),
  allowed: 'names separated by commas, in which * stands for any characters',
}

export const origins: Kind<readonly string[]> = {
  schema: listOf(/,/, z.string().regex(/^(\*|null|[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+\/?)$/i)).transform((items) =>
    items.map((item) => item.toLowerCase().replace(/\/$/, '')),
  ),
  allowed: 'origins separated by commas, such as https://app.example:8443, or *',
}

export const stopTags: Kind<readonly StopTagRule[]> = {
  schema: z.string().transform((text, context) => {
    try {
      return parseStopTagRules(text)
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : String(error))
      return z.NEVER
    }
  }),
  allowed:
    'a JSON array of tags ("text" or {"tag": "text", "include_tag": true}), or an object of model glob to such an array',
}

function listOf(separator: RegExp, item: z.ZodType<string, string>): z.ZodType<string[], string> {
  return z
    .string()
    .transform((text) =>
      text
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item).min(1).max(LIST_ITEMS_MAX))
}
