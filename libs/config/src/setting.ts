import { z } from 'zod'
import type { TextForm } from './text-forms.ts'

/** A variable's name; one may be written in a form of its own. */
export type VariableName = string | { readonly name: string; readonly form: TextForm }

/** What a schema found, as far as an error message uses it. */
export interface Issue {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Of a union: what each of its forms found. */
  readonly errors?: readonly (readonly Issue[])[]
}

/** What an issue says, ready to stand in brackets. @param from the length of the setting's own path. */
export type Reason = (issue: Issue, from: number) => string | undefined

declare module 'zod' {
  interface GlobalMeta {
    /** Of a setting: its variable, then other names for it, each read when those before it are not set. */
    variables?: readonly VariableName[]
    /** Of a setting: never shown; may come from the file that NAME_FILE names. */
    secret?: true
    /** Of a kind of value. */
    form?: TextForm
    /** Of a kind of value that can say more about what it refuses than what is allowed. */
    reason?: Reason
  }
}

/** One setting, as its line in the schema says. */
export interface Setting {
  /** Its place in a file and in Config. */
  readonly path: readonly string[]
  /** The first is its name. */
  readonly variables: readonly Variable[]
  /** How a file may write it as a text. */
  readonly form: TextForm
  readonly reason: Reason | undefined
  readonly secret: boolean
  readonly description: string
  /** As one would write it in its variable; undefined = unset. */
  readonly default: string | undefined
}

export interface Variable {
  readonly name: string
  readonly form: TextForm
}

/** A value that somebody gave a setting, not yet checked, and where. */
export interface Given {
  /** The variable's name, or the place in the file. */
  readonly name: string
  readonly value: unknown
  /** How it was written, for an error message. */
  readonly text: string
  readonly form: TextForm
  readonly file?: string
  readonly line?: number
}

/** Settings that belong together: a group in the file, absent where none of them is set. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const group = z.strictObject(shape)
  // Each member is optional or has a default.
  return group.prefault({} as z.input<typeof group>)
}

/** Every setting in a schema, in its order. */
export function settingsIn(schema: z.ZodType, path: readonly string[] = []): readonly Setting[] {
  const inner = unwrapped(schema)
  if (!(inner instanceof z.ZodObject)) return [settingOf(schema, path)]
  return Object.entries<z.ZodType>(inner.shape).flatMap(([key, member]) => settingsIn(member, [...path, key]))
}

function settingOf(schema: z.ZodType, path: readonly string[]): Setting {
  const { variables = [], secret = false, description = '' } = schema.meta() ?? {}
  const { form, reason } = unwrapped(schema).meta() ?? {}
  if (form === undefined) throw new Error(`The kind of ${path.join('.')} has no form.`)
  const named = variables.map((variable) => (typeof variable === 'string' ? { name: variable, form } : variable))
  const text = schema instanceof z.ZodDefault ? (named[0]?.form ?? form).write(schema.def.defaultValue) : ''
  const standard = text === '' ? undefined : text
  return { path, variables: named, form, reason, secret, description, default: standard }
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const isWrapper = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault
  return isWrapper ? unwrapped(schema.unwrap() as z.ZodType) : schema
}
