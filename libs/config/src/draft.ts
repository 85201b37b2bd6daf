import { readVariables, type Source } from './environment.ts'
import { type ConfigFile, isGroup } from './file.ts'
import type { Problem } from './problems.ts'
import { fileSettings } from './schema.ts'
import type { Given, Setting } from './setting.ts'

/** What was given by environment and file, as one object for the schema to judge. */
export interface Draft {
  readonly root: Record<string, unknown>
  readonly given: ReadonlyMap<Setting, Given>
  /** Of variables whose value could not be had at all. */
  readonly problems: readonly Problem[]
}

/** Lays the environment over the file, setting by setting. */
export function draftOf(source: Source, file: ConfigFile | undefined): Draft {
  const root = copyOf(file?.root ?? {}, [])
  const given = new Map<Setting, Given>()
  const problems: Problem[] = []
  for (const setting of fileSettings) {
    const reading = readVariables(setting, source) ?? (file && readFromFile(setting, root, file))
    if (reading === undefined) continue
    if ('message' in reading) {
      problems.push(reading)
      put(root, setting.path, undefined)
    } else {
      given.set(setting, reading)
      put(root, setting.path, reading.value)
    }
  }
  return { root, given, problems }
}

/** Of groups only; a name without a value is not set. */
function copyOf(group: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  const members = Object.entries(group).filter(([, value]) => value !== null)
  const copied = members.map(([key, value]): [string, unknown] => {
    const place = [...path, key]
    return [key, isSection(place) && isGroup(value) ? copyOf(value, place) : value]
  })
  return Object.fromEntries(copied)
}

function isSection(place: readonly string[]): boolean {
  return fileSettings.some(({ path }) => path.length > place.length && place.every((key, index) => path[index] === key))
}

function readFromFile({ path, form }: Setting, root: Record<string, unknown>, file: ConfigFile): Given | undefined {
  const written = path.reduce<unknown>((group, key) => (isGroup(group) ? group[key] : undefined), root)
  if (written === undefined) return undefined
  const line = file.lineOf(path)
  const text = typeof written === 'string' ? written : textOf(written)
  // As a variable would write it: `keys: a, b` or `rpm: "60"`.
  const value = typeof written === 'string' ? form.read(written.trim()) : written
  return { name: path.join('.'), value, text, form, file: file.file, ...(line !== undefined && { line }) }
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    // An anchor that holds itself.
    return 'a circle'
  }
}

/** Sets one place, making groups on the way; where the file has no group there, the schema will say so. */
function put(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let group = root
  for (const key of path.slice(0, -1)) {
    const next = group[key] ?? {}
    if (!isGroup(next)) return
    group[key] = next
    group = next
  }
  group[path.at(-1) ?? ''] = value
}
