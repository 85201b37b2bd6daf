import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { ConfigError } from './problem.ts'

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
