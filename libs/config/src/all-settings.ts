import { fileSetting, schema } from './schema.ts'
import { type Setting, settingsIn } from './setting.ts'

/** What a file can set, in the order of the schema. */
export const fileSettings = settingsIn(schema)

/** What the environment can set. */
export const allSettings: readonly Setting[] = [...settingsIn(fileSetting), ...fileSettings]

/** Each by the name of its variable. */
export const settings: Readonly<Record<string, Setting>> = Object.fromEntries(
  allSettings.map((setting) => [nameOf(setting), setting]),
)

export function nameOf({ variables, path }: Setting): string {
  return variables[0]?.name ?? path.join('.')
}

/** Every variable that is read. */
export const variableNames: readonly string[] = allSettings.flatMap(({ variables, secret }) =>
  variables.flatMap(({ name }) => (secret ? [name, `${name}_FILE`] : [name])),
)
