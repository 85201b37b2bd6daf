import { z } from 'zod'
import type { Reason } from './setting.ts'
import { stopTagReason, stopTagRules } from './stop-tags.ts'
import { DAY_MS, json, LIST_ITEMS_MAX, list, plain, type TextForm, wholeNumber, word, yesOrNo } from './text-forms.ts'

/** Sorts of settings: the schema of the value, and with it how an environment variable writes such a value. */

function kind<Schema extends z.ZodType>(schema: Schema, form: TextForm, reason?: Reason): Schema {
  return schema.meta({ form, ...(reason && { reason }) })
}

export function integer(min: number, max: number, unit = ''): z.ZodInt {
  const allowed = `a whole number${unit && ` of ${unit}`} from ${min} to ${max}`
  return kind(z.int().min(min).max(max), wholeNumber(allowed))
}

export const port = kind(z.int().min(0).max(65_535), wholeNumber('a port from 1 to 65535, or 0 for any free one'))

/** A time in milliseconds, of at most a day. */
export function millis(min = 0, max = DAY_MS): z.ZodInt {
  return integer(min, max, 'milliseconds')
}

export const flag = kind(z.boolean(), yesOrNo)

export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodEnum<{ [Value in Values[number]]: Value }> {
  return kind(z.enum(values), word(values))
}

export const path = kind(z.string(), plain('the path of a file'))

export const host = kind(
  z
    .string()
    .max(253)
    .regex(/^(\[[\w.:%-]+\]|[\w.:%-]+)$/)
    .overwrite((text) => text.replace(/^\[(.+)\]$/, '$1')),
  plain('an IP address or a host name, without a port'),
)

const URL_CHARS_MAX = 2048

const address = z
  .string()
  .max(URL_CHARS_MAX, { abort: true })
  .regex(/^https?:\/\/[^\s?#@\\]+$/i, { abort: true })
  .refine((text) => URL.canParse(text), { abort: true })
  .overwrite(withoutTrailingSlash)

const addressForm = plain('an http:// or https:// URL without user, password, query or fragment', withoutSecrets)

export const url = kind(address, addressForm)

/** A vendor's address. The whole address of a call, pasted from a vendor's page, is taken for what it begins with. */
export const baseUrl = kind(address.overwrite(withoutCallPath), addressForm)

/** As `baseUrl`, perhaps with `?api-version=`: Azure's addresses say their version in a query. */
export const versionedUrl = kind(
  z
    .string()
    .max(URL_CHARS_MAX, { abort: true })
    .regex(/^https?:\/\/[^\s?#@\\]+(\?api-version=[\w.-]{1,64})?$/i, { abort: true })
    .refine((text) => URL.canParse(text), { abort: true })
    .overwrite((text) => {
      const [base = '', ...query] = text.split('?')
      return [withoutCallPath(withoutTrailingSlash(base)), ...query].join('?')
    }),
  plain(
    'an http:// or https:// URL without user, password or fragment, and without a query but ?api-version=',
    withoutSecrets,
  ),
)

function withoutCallPath(text: string): string {
  return text.replace(/(\/v\d[^/]*)\/models(\/[^/]+)?$/i, '$1').replace(callPath, '')
}

const callPath = /\/chat\/completions$|(?<=\/v\d[^/]*)\/(completions|responses|embeddings)$/i

function withoutTrailingSlash(text: string): string {
  const { origin, pathname } = new URL(text)
  let end = pathname.length
  while (pathname[end - 1] === '/') end--
  return origin + pathname.slice(0, end)
}

/** A refused URL for an error message: a password or a `?key=` in it stays unsaid. */
function withoutSecrets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/i, '$1…@').replace(/[?#].*$/s, (rest) => `${rest[0]}…`)
}

export const redisUrl = kind(
  z
    .string()
    .max(URL_CHARS_MAX)
    .regex(/^rediss?:\/\/[^\s?#\\]+$/, { abort: true })
    .refine(isRedisAddress),
  plain(
    'a redis:// or rediss:// URL, such as redis://:password@host:6379/0; special characters (# / ? % and blanks) in user and password must be percent-encoded',
  ),
)

/** A raw slash in a password ends the address early, and a stray `%` is no text to those who decode it. */
function isRedisAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { username, password, pathname } = new URL(text)
  return /^\/?\d*$/.test(pathname) && [username, password].every(isPercentEncoded)
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** A port mapping's left side, as Compose reads it. */
export const publish = kind(
  z.string().regex(/^(?:(?:[\w.-]+|\[[\da-f:.]+\]):)?\d{1,5}$/i),
  plain('a port, or an address with one, such as 127.0.0.1:3002, 0.0.0.0:3002 or [::1]:3002'),
)

/** Goes into a header, where other characters cannot be sent. */
const token = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/)
  .refine((text) => !isQuoted(text), 'it stands in quotation marks, which would be part of it; leave them out')

/** As `docker --env-file` and some shells leave them. */
function isQuoted(text: string): boolean {
  return /^(["'`]).*\1$/s.test(text)
}

const customReason: Reason = ({ code, message }) => (code === 'custom' ? message : undefined)

export const secret = kind(token, plain('printable ASCII without spaces, at most 4096 characters'), customReason)

export const secrets = kind(
  listOf(token.regex(/^[^,]+$/)),
  list(/[\s,]+/, `up to ${LIST_ITEMS_MAX} keys of printable ASCII, separated by commas or line ends`),
  customReason,
)

export const globs = kind(
  listOf(z.string().regex(/^[^\s"'`]{1,256}$/)),
  list(/,/, 'names separated by commas, in which * stands for any characters'),
)

export const names = kind(
  listOf(z.string().regex(/^[^\s"'`*]{1,256}$/)),
  list(/,/, `up to ${LIST_ITEMS_MAX} names separated by commas`),
)

/** Any of these words, each for itself. */
export function someOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodArray<z.ZodEnum<{ [Value in Values[number]]: Value }>> {
  return kind(z.array(z.enum(values)), list(/,/, `any of ${values.join(', ')}, separated by commas`))
}

export const origins = kind(
  listOf(
    z
      .string()
      .regex(/^(\*|null|[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+\/?)$/i)
      .overwrite((text) => text.toLowerCase().replace(/\/$/, '')),
  ),
  list(/,/, 'origins separated by commas, such as https://app.example:8443, or *'),
)

export const stopTags = kind(
  stopTagRules,
  json(
    'a JSON array of tags ("text" or {"tag": "text", "include_tag": true}), or an object of model glob to such an array',
  ),
  stopTagReason,
)

function listOf(item: z.ZodString): z.ZodArray<z.ZodString> {
  return z.array(item).min(1).max(LIST_ITEMS_MAX)
}
