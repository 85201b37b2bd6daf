/** A way to a member: keys of objects and places in arrays. */
export type JsonPath = readonly [string | number, ...(string | number)[]]

/** Sets what is at a path of a JSON object to a JSON text, or takes it out. */
export type Edit =
  /** Objects on the way that are missing are made; a place that an array does not have is not. */
  | { readonly path: JsonPath; readonly json: string }
  /** What is not there stays away. */
  | { readonly path: JsonPath; readonly remove: true }

/** Edits by their first step: what to do with the member itself, and what to do inside it. */
export interface EditNode {
  /** The JSON text of the member; undefined where it stays. */
  json: string | undefined
  remove: boolean
  readonly inside: Map<string | number, EditNode>
}

/** All edits as one tree, so that a text is walked once however many there are. Of two for one member the last counts. */
export function editTree(edits: readonly Edit[]): EditNode {
  const root = createNode()
  for (const edit of edits) {
    let node = root
    for (const step of edit.path) {
      const next = node.inside.get(step) ?? createNode()
      node.inside.set(step, next)
      node = next
    }
    node.json = 'json' in edit ? edit.json : undefined
    node.remove = 'remove' in edit
    node.inside.clear()
  }
  return root
}

function createNode(): EditNode {
  return { json: undefined, remove: false, inside: new Map() }
}

/** The JSON text of a member that is not there yet; undefined where the edits make none. */
export function madeJson(node: EditNode): string | undefined {
  if (node.json !== undefined) return node.json
  const members = [...node.inside].flatMap(([key, inner]) => {
    const json = typeof key === 'string' ? madeJson(inner) : undefined
    return json === undefined ? [] : [`${JSON.stringify(key)}:${json}`]
  })
  return members.length > 0 ? `{${members.join(',')}}` : undefined
}
