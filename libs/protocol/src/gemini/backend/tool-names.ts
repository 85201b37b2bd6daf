import type { Sources } from '../../codec.ts'
import type { ClientTool } from '../../decoding.ts'

/** Most characters of a function name; Google's API names this limit, its documentation a larger one. */
const nameCharsMax = 64
const hashChars = 8
const isAllowed = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/

/** The client's tool names in the alphabet that Gemini allows, and back. */
export interface ToolNames {
  /** The name for Gemini; also for a tool of the history that is declared no more. */
  declared(name: string): string
  /** Name for Gemini to the client's own, where they differ. */
  readonly originals: ReadonlyMap<string, ClientTool>
}

/** The same tools get the same names in every request, so that the vendor's prompt cache holds. */
export function createToolNames(names: readonly string[], sources: Sources): ToolNames {
  const declared = new Map<string, string>()
  const taken = new Set(names.filter((name) => isAllowed.test(name)))
  const originals = new Map<string, ClientTool>()
  for (const name of names) {
    if (taken.has(name) || declared.has(name)) continue
    const plain = allowedName(name, sources)
    const unique = taken.has(plain) ? withHash(plain, name, sources) : plain
    taken.add(unique)
    declared.set(name, unique)
    originals.set(unique, { name })
  }
  return { declared: (name) => declared.get(name) ?? allowedName(name, sources), originals }
}

function allowedName(name: string, sources: Sources): string {
  if (isAllowed.test(name)) return name
  const letters = name.replace(/[^A-Za-z0-9_.:-]/g, '_')
  const plain = /^[A-Za-z_]/.test(letters) ? letters : `_${letters}`
  return plain.length > nameCharsMax ? withHash(plain, name, sources) : plain
}

/** Long names of one server share their beginning: the hash of the whole keeps them apart. */
function withHash(plain: string, name: string, sources: Sources): string {
  return `${plain.slice(0, nameCharsMax - hashChars - 1)}_${sources.sha256(name).slice(0, hashChars)}`
}
