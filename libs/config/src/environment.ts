import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { ConfigError, type Problem } from './problems.ts'
import type { Given, Setting, Variable } from './setting.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The variables of a process, and which of their names stand in its `.env`. */
export interface LoadedEnvironment {
  readonly env: Environment
  readonly dotenvNames: ReadonlySet<string>
}

/**
 * The environment of this process over the `.env` of its working directory; an empty variable unsets the file's.
 * The only reader of process.env.
 * @throws ConfigError when there is a `.env` that cannot be read.
 */
export function loadEnvironment(): LoadedEnvironment {
  const dotenv = readDotenv('.env')
  return { env: { ...dotenv, ...process.env }, dotenvNames: new Set(Object.keys(dotenv)) }
}

function readDotenv(path: string): Environment {
  try {
    return parse(decodeText(readFileSync(path)))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return {}
    // A folder of that name is what a container mount leaves when the file is missing.
    throw new ConfigError([{ message: `The file ${path} cannot be read (${code}).` }])
  }
}

/** The text of a file that somebody wrote. @throws Error of the file system. */
export function readText(path: string): string {
  return decodeText(readFileSync(path))
}

/** Editors of Windows write a byte order mark, and its shell UTF-16; both would hide the first setting. */
function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}

export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown reason'
}

export interface Source {
  readonly env: Environment
  /** The text of a file. @throws Error when it cannot be read. */
  readonly readFile: (path: string) => string
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

/**
 * Whether Kubernetes (or an old container link) put a variable there, because a service of that cluster is called
 * `gateway`, `translator` or `sluice…`: GATEWAY_PORT=tcp://10.0.0.1:3002, SLUICE_SERVICE_HOST=10.0.0.1.
 */
export function isServiceLink(name: string, value: string): boolean {
  return addressName.test(name) || (name.endsWith('PORT') && /^(tcp|udp|sctp):\/\//.test(value))
}

const addressName = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/
