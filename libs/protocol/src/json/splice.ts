import { append } from '../append.ts'
import { type JsonMember, objectMembers, skipBlank } from './scan.ts'

/** Set the member at `path` (one or two keys deep) of a JSON object to the JSON text `json`. */
export interface Edit {
  readonly path: readonly [string] | readonly [string, string]
  readonly json: string
}

const OPEN_BRACE = 0x7b

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
  const patches = objectPatches(bytes, 0, edits)
  return applyPatches(
    bytes,
    patches.toSorted((a, b) => a.start - b.start),
  )
}

function objectPatches(bytes: Uint8Array, from: number, edits: readonly Edit[]): Patch[] {
  const members = objectMembers(bytes, from)
  const added: string[] = []
  const patches: Patch[] = []
  for (const edit of edits) {
    const found = members.filter((member) => member.key === edit.path[0])
    if (found.length === 0) added.push(memberJson(edit))
    for (const member of found) append(patches, memberPatches(bytes, member, edit))
  }
  if (added.length === 0) return patches
  const at = skipBlank(bytes, from) + 1
  return [...patches, { start: at, end: at, text: added.join(',') + (members.length === 0 ? '' : ',') }]
}

function memberPatches(bytes: Uint8Array, member: JsonMember, { path: [, nested], json }: Edit): Patch[] {
  if (nested === undefined) return [{ start: member.start, end: member.end, text: json }]
  const inner: Edit = { path: [nested], json }
  if (bytes[member.start] === OPEN_BRACE) return objectPatches(bytes, member.start, [inner])
  return [{ start: member.start, end: member.end, text: `{${memberJson(inner)}}` }]
}

function memberJson({ path: [key, nested], json }: Edit): string {
  return `${JSON.stringify(key)}:${nested === undefined ? json : `{${JSON.stringify(nested)}:${json}}`}`
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
