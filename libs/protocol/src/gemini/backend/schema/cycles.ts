import { isJsonObject, type Json } from '../../../json/json.ts'

/** Pointers of schemas that lead back to themselves. */
export interface Cycles {
  readonly all: ReadonlySet<string>
  /** By a way without an optional property: Gemini refuses to unroll these. */
  readonly required: ReadonlySet<string>
}

interface Node {
  readonly pointer: string
  readonly schema: Json
}

/** From a pointer to the pointers that it refers to. */
type Edges = Map<string, Set<string>>

/** Follows every reference of the document once. `visit` bounds the work. */
export function findCycles(
  root: Json,
  targetOf: (ref: string) => Node | undefined,
  visit: (depth: number) => void,
): Cycles {
  const all: Edges = new Map()
  const required: Edges = new Map()
  const open: Node[] = [{ pointer: '#', schema: root }]
  for (const { pointer, schema } of open) {
    if (all.has(pointer)) continue
    const edges = { all: new Set<string>(), required: new Set<string>() }
    all.set(pointer, edges.all)
    required.set(pointer, edges.required)
    eachReference(schema, { depth: 0, isOptional: false }, visit, (ref, isOptional) => {
      const target = targetOf(ref)
      if (!target) return
      edges.all.add(target.pointer)
      if (!isOptional) edges.required.add(target.pointer)
      open.push(target)
    })
  }
  return { all: onCycles(all), required: onCycles(required) }
}

interface Way {
  readonly depth: number
  /** Leads through an optional property. */
  readonly isOptional: boolean
}

function eachReference(
  schema: Json,
  { depth, isOptional }: Way,
  visit: (depth: number) => void,
  found: (ref: string, isOptional: boolean) => void,
): void {
  visit(depth)
  if (!isJsonObject(schema)) return
  if (typeof schema.$ref === 'string') found(schema.$ref, isOptional)
  const follow = (child: Json, isChildOptional: boolean) =>
    eachReference(child, { depth: depth + 1, isOptional: isOptional || isChildOptional }, visit, found)
  const names = new Set(Array.isArray(schema.required) ? schema.required : [])
  for (const [name, property] of entriesOf(schema.properties)) follow(property, !names.has(name))
  for (const key of ['items', 'prefixItems', 'additionalProperties', 'anyOf', 'oneOf', 'allOf']) {
    const value = schema[key]
    for (const child of Array.isArray(value) ? value : [value]) if (isJsonObject(child)) follow(child, false)
  }
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isJsonObject(value) ? Object.entries(value) : []
}

/**
 * The nodes that remain when what leads nowhere and what nothing leads to are taken away, again and again. Nodes between
 * two cycles remain too, which only costs them their shorter form; in return the work grows with the edges alone.
 */
function onCycles(edges: Edges): Set<string> {
  return new Set(withoutEnds(reversed(withoutEnds(edges))).keys())
}

function withoutEnds(edges: Edges): Edges {
  const sources = reversed(edges)
  const outgoing = new Map([...edges].map(([node, targets]) => [node, targets.size]))
  const ends = [...edges.keys()].filter((node) => outgoing.get(node) === 0)
  for (const end of ends) {
    for (const source of sources.get(end) ?? []) {
      const left = (outgoing.get(source) ?? 0) - 1
      outgoing.set(source, left)
      if (left === 0) ends.push(source)
    }
  }
  const gone = new Set(ends)
  const kept = [...edges].filter(([node]) => !gone.has(node))
  return new Map(kept.map(([node, targets]) => [node, new Set([...targets].filter((target) => !gone.has(target)))]))
}

function reversed(edges: Edges): Edges {
  const sources: Edges = new Map([...edges.keys()].map((node) => [node, new Set()]))
  for (const [node, targets] of edges) for (const target of targets) sources.get(target)?.add(node)
  return sources
}
