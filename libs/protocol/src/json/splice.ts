import { type JsonMember, objectMembers, skipBlank } from './scan.ts'

/** Set the member at `path` (one or two keys deep) of a JSON object to the JSON text `json`. */
export interface Edit {
  readonly path: readonly [string] | readonly [string, string]
  readonly json: string
}

interface Patch {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Changes members of a JSON object in its bytes and leaves every other byte as it was: integers above 2^53, duplicate
 * keys, key order and spacing survive. A key that stands twice is changed in both places, so that no reader can differ.
 * The text must be a valid JSON object.
 */
export function spliceJson(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return bytes
  const members = objectMembers(bytes)
  const patches = edits.flatMap((edit) => patchesFor(bytes, members, edit))
  return applyPatches(
    bytes,
    patches.toSorted((a, b) => a.start - b.start),
  )
}

function patchesFor(bytes: Uint8Array, members: readonly JsonMember[], edit: Edit): Patch[] {
  const [key, nested] = edit.path
  const json = nested === undefined ? edit.json : `{${JSON.stringify(nested)}:${edit.json}}`
  const found = members.filter((member) => member.key === key)
  if (found.length === 0) return [insertion(bytes, 0, members, key, json)]
  return found.flatMap((member) => {
    if (nested === undefined || bytes[member.start] !== 0x7b) return [{ start: member.start, end: member.end, text: json }]
    return nestedPatches(bytes, member, nested, edit.json)
  })
}

function nestedPatches(bytes: Uint8Array, parent: JsonMember, key: string, json: string): Patch[] {
  const members = objectMembers(bytes, parent.start)
  const found = members.filter((member) => member.key === key)
  if (found.length === 0) return [insertion(bytes, parent.start, members, key, json)]
  return found.map((member) => ({ start: member.start, end: member.end, text: json }))
}

function insertion(bytes: Uint8Array, from: number, members: readonly JsonMember[], key: string, json: string): Patch {
  const at = skipBlank(bytes, from) + 1
  const comma = members.length === 0 ? '' : ','
  return { start: at, end: at, text: `${JSON.stringify(key)}:${json}${comma}` }
}

function applyPatches(bytes: Uint8Array, patches: readonly Patch[]): Uint8Array {
  const grown = patches.reduce((sum, patch) => sum + asciiJson(patch.text).length - (patch.end - patch.start), 0)
  const out = new Uint8Array(bytes.length + grown)
  let read = 0
  let written = 0
  for (const patch of patches) {
    out.set(bytes.subarray(read, patch.start), written)
    written += patch.start - read
    for (const char of asciiJson(patch.text)) out[written++] = char.charCodeAt(0)
    read = patch.end
  }
  out.set(bytes.subarray(read), written)
  return out
}

/** The same JSON in ASCII, so that one character is one byte. */
function asciiJson(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
