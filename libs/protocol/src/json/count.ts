import type { Json } from './json.ts'

/** A whole number that counts something; undefined for anything else. */
export function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
