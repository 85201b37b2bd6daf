import { crossChecks } from './cross-checks.ts'
import { draftOf } from './draft.ts'
import { type Environment, loadEnvironment, readText, type Source } from './environment.ts'
import { type ConfigFile, readConfigFile } from './file.ts'
import { unknownArguments, unknownVariables } from './names.ts'
import { ConfigError, type Problem, problemsOf } from './problems.ts'
import { type Config, schema } from './schema.ts'

export interface ConfigSource extends Source {
  /** Variables that stand in a `.env`, where nearly every name is meant for Sluice. */
  readonly dotenvNames?: ReadonlySet<string>
}

export type CheckedConfig = { readonly config: Config } | { readonly problems: readonly Problem[] }

/** The Config of this process. @throws ConfigError that lists every bad setting and every argument. */
export function loadConfig(): Config {
  const unknown = unknownArguments(process.argv.slice(2))
  if (unknown.length > 0) throw new ConfigError(unknown)
  return configOf(checkConfig({ ...loadEnvironment(), readFile: readText }))
}

/**
 * Turns an environment, and the file that it may name, into a Config, deeply frozen.
 * @param readFile gives the text of a file that a variable names; throws when it cannot.
 * @throws ConfigError that lists every bad setting.
 */
export function readConfig(env: Environment, readFile: (path: string) => string = readText): Config {
  return configOf(checkConfig({ env, readFile }))
}

function configOf(checked: CheckedConfig): Config {
  if ('problems' in checked) throw new ConfigError(checked.problems)
  return checked.config
}

/** The same with every problem as a value. */
export function checkConfig(source: ConfigSource): CheckedConfig {
  const path = source.env.SLUICE_CONFIG?.trim()
  if (path === undefined || path === '') return check(source, undefined)
  const file = readConfigFile(path, source.readFile)
  return 'root' in file ? check(source, file) : { problems: file }
}

function check(source: ConfigSource, file: ConfigFile | undefined): CheckedConfig {
  const { root, given, problems } = draftOf(source, file)
  const { data, error } = schema.safeParse(root)
  const found = [
    ...problems,
    ...problemsOf(error?.issues ?? [], given, file),
    ...unknownVariables(source.env, source.dotenvNames ?? new Set()),
  ]
  if (data === undefined || found.length > 0) return { problems: found }
  const isDefault = ![...given.keys()].some(({ path }) => path.join('.') === 'upstream.url')
  const config = deepFreeze({ ...data, upstream: { ...data.upstream, isDefault } })
  const crossed = crossChecks.flatMap((crossCheck) => crossCheck(config) ?? [])
  return crossed.length > 0 ? { problems: crossed } : { config }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
