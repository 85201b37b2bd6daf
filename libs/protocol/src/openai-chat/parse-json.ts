import type { Json } from '../json/json.ts'

/** The JSON value of a vendor's text; undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
