import { createHash, randomBytes } from 'node:crypto'
import type { Sources } from '@sluice/protocol'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The clock, chance and hashing of one exchange: everything in it that another run would not repeat comes from here. */
export function createSources(): Sources {
  return {
    createdAt: Math.floor(Date.now() / 1000),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    randomId: () => Array.from(randomBytes(24), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  }
}
