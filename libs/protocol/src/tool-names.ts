import type { Tool } from './canonical/request.ts'
import type { Sources } from './codec.ts'
import type { ClientTool } from './decoding.ts'

/** Which tool names a vendor takes. */
export interface NameRule {
  readonly charsMax: number
  readonly isAllowed: RegExp
  /** Characters that may stand nowhere in a name. */
  readonly refused: RegExp
  /** What a name must begin with, where that is narrower. */
  readonly begin?: RegExp
}

export type ToolName = Pick<ClientTool, 'name' | 'namespace'>

/** The client's tool names in the alphabet that a vendor allows, and back. */
export interface ToolNames {
  /** The name for the vendor; also for a tool of the history that is declared no more. */
  declared(tool: ToolName): string
  /** Every declared tool of this name, whatever its namespace: a choice of tools says no namespace. */
  declaredAll(name: string): readonly string[]
  /** Name for the vendor to the client's own tool, where they differ. */
  readonly originals: ReadonlyMap<string, ClientTool>
}

const hashChars = 8
const separator = '__'

/** The same tools get the same names in every request, so that the vendor's prompt cache holds. */
export function createToolNames(tools: readonly Tool[], rule: NameRule, sources: Sources): ToolNames {
  const declared = new Map<string, string>()
  const taken = new Set(tools.filter((tool) => keepsName(tool, rule)).map(({ name }) => name))
  const originals = new Map<string, ClientTool>()
  const byName = new Map<string, string[]>()
  const rewritten = (tool: ToolName) => allowedName(tool, rule, sources)
  for (const tool of tools) {
    const key = keyOf(tool)
    if (declared.has(key)) continue
    const plain = keepsName(tool, rule) ? tool.name : rewritten(tool)
    const unique = plain !== tool.name && taken.has(plain) ? withHash(plain, key, rule, sources) : plain
    taken.add(unique)
    declared.set(key, unique)
    const namesakes = byName.get(tool.name)
    if (namesakes) namesakes.push(unique)
    else byName.set(tool.name, [unique])
    const original = clientTool(tool)
    if (unique !== tool.name || original.namespace !== undefined || original.custom) originals.set(unique, original)
  }
  return {
    declared: (tool) => declared.get(keyOf(tool)) ?? rewritten(tool),
    declaredAll: (name) => byName.get(name) ?? [],
    originals,
  }
}

function clientTool({ type, name, namespace }: Tool): ClientTool {
  return { name, ...(namespace !== undefined && { namespace }), ...(type === 'custom' && { custom: true }) }
}

function keepsName({ name, namespace }: ToolName, rule: NameRule): boolean {
  return namespace === undefined && rule.isAllowed.test(name)
}

/** NUL stands in no name, so no two tools share a key. */
function keyOf({ name, namespace }: ToolName): string {
  return namespace === undefined ? name : `${namespace}\0${name}`
}

function allowedName(tool: ToolName, rule: NameRule, sources: Sources): string {
  const joined = joinedName(tool)
  if (rule.isAllowed.test(joined)) return joined
  const letters = joined.replace(rule.refused, '_')
  const plain = rule.begin && !rule.begin.test(letters) ? `_${letters}` : letters
  return plain.length > rule.charsMax || plain === '' ? withHash(plain, keyOf(tool), rule, sources) : plain
}

/** Namespaces come with and without a separator at their end. */
function joinedName({ name, namespace }: ToolName): string {
  if (namespace === undefined) return name
  return namespace.endsWith(separator) ? namespace + name : namespace + separator + name
}

/** Long names of one server share their beginning: the hash of the whole keeps them apart. */
function withHash(plain: string, key: string, { charsMax }: NameRule, sources: Sources): string {
  return `${plain.slice(0, charsMax - hashChars - 1)}_${sources.sha256(key).slice(0, hashChars)}`
}
