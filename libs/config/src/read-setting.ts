import type { Kind } from './kinds.ts'
import { isServiceLink } from './service-link.ts'
import type { Setting } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Source {
  readonly env: Environment
  readonly readFile: (path: string) => string
}

/** A value and whether somebody gave it, or what is wrong with what was given. */
type Reading = { readonly value: unknown; readonly given: boolean } | { readonly problem: string }

interface Given {
  readonly name: string
  readonly text: string
}

const SHOWN_CHARS_MAX = 80

/** Reads one setting: its own name first, then its aliases in order, then the default. */
export function readSetting(name: string, setting: Setting, source: Source): Reading {
  for (const alias of [{ name, kind: setting.kind }, ...(setting.aliases ?? [])]) {
    const given = setting.secret ? findSecret(alias.name, source) : find(alias.name, source.env)
    if (given === undefined) continue
    if ('problem' in given) return given
    const reading = parse(given, alias.kind ?? setting.kind, setting.secret ?? false)
    if ('problem' in reading || reading.value !== undefined) return reading
  }
  const value = setting.default === undefined ? undefined : setting.kind.schema.parse(setting.default)
  return { value, given: false }
}

function find(name: string, env: Environment): Given | undefined {
  const text = env[name]?.trim() ?? ''
  return text === '' || isServiceLink(name, text) ? undefined : { name, text }
}

/** A secret, or the content of the file that NAME_FILE names: containers get their secrets as files. */
function findSecret(name: string, { env, readFile }: Source): Given | { problem: string } | undefined {
  const plain = find(name, env)
  const file = find(`${name}_FILE`, env)
  if (file === undefined) return plain
  if (plain !== undefined) return { problem: `${name} and ${file.name} are both set. Set only one of them.` }
  try {
    const text = readFile(file.text).trim()
    // An empty secret would open the door that it was meant to lock.
    return text === '' ? { problem: `${file.name}: the file is empty.` } : { name: file.name, text }
  } catch (error) {
    // Without the path: it may be the secret itself, put into the wrong variable.
    return { problem: `${file.name}: the file cannot be read (${codeOf(error)}).` }
  }
}

function parse({ name, text }: Given, kind: Kind<unknown>, secret: boolean): Reading {
  const { data, error } = kind.schema.safeParse(text)
  if (error === undefined) return { value: data, given: true }
  const shown = secret ? 'the value (not shown)' : quoted(kind.shown?.(text) ?? text)
  const custom = error.issues.find((issue) => issue.code === 'custom')
  const reason = custom && !secret ? ` (${custom.message})` : ''
  return { problem: `${name}: ${shown} is not allowed${reason}. It must be ${kind.allowed}.` }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text)
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown reason'
}
