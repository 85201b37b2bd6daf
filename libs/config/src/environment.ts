import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { ConfigError } from './config-error.ts'
import type { Environment } from './read-setting.ts'

/**
 * The environment of this process over the `.env` of its working directory; an empty variable unsets the file's.
 * The only reader of process.env.
 * @throws ConfigError when there is a `.env` that cannot be read.
 */
export function loadEnvironment(): Environment {
  return { ...readDotenv('.env'), ...process.env }
}

function readDotenv(path: string): Environment {
  try {
    return parse(decodeText(readFileSync(path)))
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return {}
    // A folder of that name is what a container mount leaves when the file is missing.
    throw new ConfigError([`The file ${path} cannot be read (${code}).`])
  }
}

/** Editors of Windows write a byte order mark, and its shell UTF-16; both would hide the first setting. */
function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}
