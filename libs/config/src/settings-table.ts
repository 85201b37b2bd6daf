import { type Setting, settings } from './settings.ts'

/** Every setting as a Markdown table, for the README. */
export function settingsTable(): string {
  const head = ['| Setting | Default | What it does | Allowed |', '| --- | --- | --- | --- |']
  const rows = Object.entries<Setting>(settings).map(([name, setting]) => rowOf(name, setting))
  return [...head, ...rows].join('\n')
}

function rowOf(name: string, setting: Setting): string {
  const { kind, description, secret, aliases = [] } = setting
  const names = [name, ...(secret ? [`${name}_FILE`] : [])]
  const other = aliases.map((alias) => `Also \`${alias.name}\`${alias.kind ? `: ${alias.kind.allowed}` : ''}.`)
  const standard = setting.default === undefined ? '' : code(setting.default)
  const cells = [names.map(code).join(', '), standard, [description, ...other].join(' '), kind.allowed]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function code(text: string): string {
  return `\`${text}\``
}
