import { type Environment, errorCode } from './environment.ts'
import { isServiceLink } from './names.ts'
import type { Problem } from './problem.ts'
import type { Setting, Variable } from './setting.ts'
import type { TextForm } from './text-forms.ts'

export interface Source {
  readonly env: Environment
  /** The text of a file. @throws Error when it cannot be read. */
  readonly readFile: (path: string) => string
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

/** What the environment says about a setting: its own name first, then the others in order. */
export function readVariables({ variables, secret }: Setting, source: Source): Given | Problem | undefined {
  for (const variable of variables) {
    const found = secret ? findSecret(variable, source) : find(variable, source.env)
    if (found === undefined || 'message' in found) {
      if (found) return found
      continue
    }
    // A form may leave the matter to the next name.
    if (found.value !== undefined) return found
  }
  return undefined
}

function find({ name, form }: Variable, env: Environment): Given | undefined {
  const text = env[name]?.trim() ?? ''
  return text === '' || isServiceLink(name, text) ? undefined : { name, text, form, value: form.read(text) }
}

/** A secret, or the content of the file that NAME_FILE names: containers get their secrets as files. */
function findSecret(variable: Variable, { env, readFile }: Source): Given | Problem | undefined {
  const { name, form } = variable
  const plain = find(variable, env)
  const file = find({ name: `${name}_FILE`, form }, env)
  if (file === undefined) return plain
  if (plain !== undefined) return { name, message: `${file.name} is set too. Set only one of them.` }
  try {
    const text = readFile(file.text).trim()
    // An empty secret would open the door that it was meant to lock.
    if (text === '') return { name: file.name, message: 'the file is empty.' }
    return { name: file.name, text, form, value: form.read(text) }
  } catch (error) {
    // Without the path: it may be the secret itself, put into the wrong variable.
    return { name: file.name, message: `the file cannot be read (${errorCode(error)}).` }
  }
}
