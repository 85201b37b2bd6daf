import { z } from 'zod'
import { allSettings, schema } from './schema.ts'
import type { Setting } from './setting.ts'

/** Every setting as a Markdown table, for the README. */
export function settingsTable(): string {
  const head = ['| Setting | In a file | Default | What it does | Allowed |', '| --- | --- | --- | --- | --- |']
  return [...head, ...allSettings.map(rowOf)].join('\n')
}

function rowOf({ variables: [own, ...others], path, secret, description, default: standard }: Setting): string {
  const name = own?.name ?? ''
  const also = others.map((other) => {
    const meaning = other.form === own?.form ? '' : `: ${other.form.allowed}`
    return `Also \`${other.name}\`${meaning}.`
  })
  const cells = [
    [name, ...(secret ? [`${name}_FILE`] : [])].map(code).join(', '),
    path.length === 0 ? '' : code(path.join('.')),
    standard === undefined ? '' : code(standard),
    [description, ...also].join(' '),
    own?.form.allowed ?? '',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function code(text: string): string {
  return `\`${text}\``
}

/** The JSON Schema of a file, for editors. */
export function settingsJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      const { variables = [] } = jsonSchema as z.GlobalMeta
      delete jsonSchema.form
      delete jsonSchema.reason
      delete jsonSchema.secret
      delete jsonSchema.variables
      // An empty group, which says no more than that it may be left out.
      if (jsonSchema.type === 'object') delete jsonSchema.default
      const [own] = variables
      if (own === undefined) return
      const name = typeof own === 'string' ? own : own.name
      jsonSchema.description = `${jsonSchema.description} In the environment: ${name}.`
    },
  })
  return { $schema, title: 'Settings of Sluice', ...rest }
}
