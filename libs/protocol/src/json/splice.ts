import { append } from '../append.ts'
import { type Edit, type EditNode, editTree, madeJson } from './edit.ts'
import { arrayItems, type JsonItem, objectMembers, skipBlank } from './members.ts'

const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b

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
  const patches: Patch[] = []
  patchObject(bytes, skipBlank(bytes, 0), editTree(edits), patches)
  return applyPatches(
    bytes,
    patches.toSorted((a, b) => a.start - b.start || a.end - b.end),
  )
}

/** `open`: place of the opening brace. */
function patchObject(bytes: Uint8Array, open: number, { inside }: EditNode, patches: Patch[]): void {
  const members = objectMembers(bytes, open)
  const items = members.map((member) => ({ item: member, node: inside.get(member.key) }))
  patchItems(bytes, open, items, patches)
  const found = new Set<string | number>(members.map(({ key }) => key))
  const added = [...inside].flatMap(([key, node]) => {
    const json = found.has(key) || typeof key === 'number' ? undefined : madeJson(node)
    return json === undefined ? [] : [`${JSON.stringify(key)}:${json}`]
  })
  const keepsAny = items.some(({ node }) => !node?.remove)
  if (added.length > 0) patches.push({ start: open + 1, end: open + 1, text: added.join(',') + (keepsAny ? ',' : '') })
}

function patchArray(bytes: Uint8Array, open: number, { inside }: EditNode, patches: Patch[]): void {
  const items = arrayItems(bytes, open).map((item, place) => ({ item, node: inside.get(place) }))
  patchItems(bytes, open, items, patches)
}

interface EditedItem {
  readonly item: JsonItem
  readonly node: EditNode | undefined
}

function patchItems(bytes: Uint8Array, open: number, items: readonly EditedItem[], patches: Patch[]): void {
  let keptEnd: number | undefined
  let run: JsonItem | undefined
  for (const { item, node } of items) {
    if (node?.remove) {
      run ??= item
      continue
    }
    // With a run of removed items goes the comma behind it.
    if (run) patches.push({ start: run.at, end: item.at, text: '' })
    run = undefined
    keptEnd = item.end
    if (node) patchValue(bytes, item, node, patches)
  }
  const end = items.at(-1)?.item.end
  // At the end it is the comma before it.
  if (run && end !== undefined) patches.push({ start: keptEnd ?? open + 1, end, text: '' })
}

function patchValue(bytes: Uint8Array, { start, end }: JsonItem, node: EditNode, patches: Patch[]): void {
  const inner: Patch[] = []
  if (node.json !== undefined) inner.push({ start, end, text: node.json })
  else if (bytes[start] === OPEN_BRACE) patchObject(bytes, start, node, inner)
  else if (bytes[start] === OPEN_BRACKET) patchArray(bytes, start, node, inner)
  else {
    const json = madeJson(node)
    if (json !== undefined) inner.push({ start, end, text: json })
  }
  append(patches, inner)
}

function applyPatches(bytes: Uint8Array, patches: readonly Patch[]): Uint8Array {
  const ascii = patches.map(({ start, end, text }) => ({ start, end, text: asciiJson(text) }))
  const grown = ascii.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0)
  const out = new Uint8Array(bytes.length + grown)
  let read = 0
  let written = 0
  for (const { start, end, text } of ascii) {
    out.set(bytes.subarray(read, start), written)
    written += start - read
    for (let at = 0; at < text.length; at++) out[written++] = text.charCodeAt(at)
    read = end
  }
  out.set(bytes.subarray(read), written)
  return out
}

/** The same JSON in ASCII, so that one character is one byte. */
function asciiJson(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
