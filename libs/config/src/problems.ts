import type { z } from 'zod'
import { nearest } from './edit-distance.ts'
import type { ConfigFile } from './file.ts'
import { fileSettings } from './schema.ts'
import type { Given, Setting } from './setting.ts'

/** What is wrong with one setting, in words that never hold a secret. */
export interface Problem {
  /** What to correct: a variable's name, a place in the file, or an option; undefined where the message says it. */
  readonly name?: string
  /** Its place in Config, where it is a setting. */
  readonly path?: string
  readonly file?: string
  /** Of the file, from 1. */
  readonly line?: number
  readonly message: string
}

/** Settings that cannot be used. The message lists every problem, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'A setting is' : `${problems.length} settings are`
    super([`${count} wrong.`, ...problems.map((problem) => `  ${problemLine(problem)}`)].join('\n'))
    this.problems = problems
  }
}

/** A problem in one line, with where it is. */
export function problemLine({ name, file, line, message }: Problem): string {
  const place = file === undefined ? undefined : line === undefined ? file : `${file} line ${line}`
  return [place, name, message].filter((part) => part !== undefined).join(': ')
}

type Issue = z.core.$ZodIssue

const SHOWN_CHARS_MAX = 80

/** What the schema refused, in words: one problem for each setting, and one for each name that there is not. */
export function problemsOf(
  issues: readonly Issue[],
  given: ReadonlyMap<Setting, Given>,
  file: ConfigFile | undefined,
): readonly Problem[] {
  const refused = fileSettings.flatMap((setting) => {
    const own = issues.filter(({ path }) => isWithin(path, setting.path))
    const from = given.get(setting)
    return own.length === 0 || from === undefined ? [] : [refusal(setting, from, own)]
  })
  const others = issues.filter(({ path }) => !fileSettings.some((setting) => isWithin(path, setting.path)))
  return [...refused, ...others.flatMap((issue) => misplaced(issue, file))]
}

function isWithin(path: readonly PropertyKey[], place: readonly string[]): boolean {
  return place.every((key, index) => path[index] === key)
}

function refusal(setting: Setting, from: Given, issues: readonly Issue[]): Problem {
  const { name, text, form, file, line } = from
  const shown = setting.secret ? 'the value (not shown)' : quoted(form.shown?.(text) ?? text)
  const reason = issues.map((issue) => setting.reason?.(issue, setting.path.length)).find((said) => said !== undefined)
  return {
    name,
    path: setting.path.join('.'),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    message: `${shown} is not allowed${reason ? ` (${reason})` : ''}. It must be ${form.allowed}.`,
  }
}

/** Of a file only: a name that is none, or a value where a group must be. */
function misplaced(issue: Issue, file: ConfigFile | undefined): readonly Problem[] {
  const at = (path: readonly PropertyKey[], message: string): Problem => {
    const line = file?.lineOf(path)
    return {
      name: path.join('.').slice(0, SHOWN_CHARS_MAX),
      file: file?.file ?? '',
      ...(line !== undefined && { line }),
      message,
    }
  }
  if (issue.code !== 'unrecognized_keys') return [at(issue.path, 'it must be a group of settings.')]
  return issue.keys.map((key) => at([...issue.path, key], `there is no such setting.${advice(issue.path, key)}`))
}

/** A variable's name, a setting's in the wrong group, or the nearest of its own group. */
function advice(path: readonly PropertyKey[], key: string): string {
  const named = fileSettings.find(
    (setting) => setting.variables.some(({ name }) => name === key) || setting.path.at(-1) === key,
  )
  if (named) return ` In a file it is ${named.path.join('.')}.`
  const siblings = fileSettings.flatMap((setting) =>
    isWithin(setting.path, path as string[]) ? [setting.path[path.length] ?? ''] : [],
  )
  const near = nearest(key, [...new Set(siblings)])
  return near === undefined ? '' : ` Did you mean ${[...path, near].join('.')}?`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text)
}
