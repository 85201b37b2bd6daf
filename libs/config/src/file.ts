import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { errorCode } from './environment.ts'
import type { Problem } from './problems.ts'

/** Settings as a file gives them, not yet checked. */
export interface ConfigFile {
  readonly file: string
  readonly root: Record<string, unknown>
  /** The line, from 1, of a place or of what it would stand in. */
  lineOf(path: readonly PropertyKey[]): number | undefined
}

const FILE_CHARS_MAX = 1_048_576

/** How often one anchor may be repeated in all: more would let a small file fill the memory. */
const ALIASES_MAX = 100

/** Reads a YAML file. Its problems never quote it: a secret may stand anywhere in it. */
export function readConfigFile(file: string, readFile: (path: string) => string): ConfigFile | readonly Problem[] {
  let text: string
  try {
    text = readFile(file)
  } catch (error) {
    return [
      { name: 'SLUICE_CONFIG', message: `the file ${JSON.stringify(file)} cannot be read (${errorCode(error)}).` },
    ]
  }
  if (text.length > FILE_CHARS_MAX) return [{ file, message: `it is longer than ${FILE_CHARS_MAX} characters.` }]
  return parseFile(file, text)
}

function parseFile(file: string, text: string): ConfigFile | readonly Problem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const flaws = [...document.errors, ...document.warnings]
  if (flaws.length > 0)
    return flaws.map(({ code, pos }) => ({ file, line: lines.linePos(pos[0]).line, message: `${words(code)}.` }))
  const root = contentOf(document)
  if (root === undefined) return [{ file, message: 'it must hold settings, one `name: value` a line.' }]
  return { file, root, lineOf: (path) => lineOf(document, lines, path) }
}

function contentOf(document: Document): Record<string, unknown> | undefined {
  try {
    const content: unknown = document.toJS({ maxAliasCount: ALIASES_MAX }) ?? {}
    return isGroup(content) ? content : undefined
  } catch {
    // An alias without its anchor, or too many of them.
    return undefined
  }
}

export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A name's own line is meant, not that of its value, which may begin below it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents
  let at: number | undefined
  for (const key of path) {
    const [named, value] = memberOf(node, key)
    if (!isNode(named) || !named.range) break
    at = named.range[0]
    node = value
  }
  return at === undefined ? undefined : lines.linePos(at).line
}

/** A member's name, or the member itself in a list, and its value. */
function memberOf(node: unknown, key: PropertyKey): readonly unknown[] {
  if (isSeq(node)) return [node.items[Number(key)], node.items[Number(key)]]
  const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined
  return [pair?.key, pair?.value]
}

const wordsByCode: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is wrong',
  TAB_AS_INDENT: 'a tab stands where blanks must',
  DUPLICATE_KEY: 'this name stands twice in its group',
  MISSING_CHAR: 'a closing quotation mark, or a blank after a colon, is missing',
  MULTIPLE_DOCS: 'a second document begins',
  TAG_RESOLVE_FAILED: 'a value begins with a tag (`!`); put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a value holds a colon and a blank; put it in quotes',
}

function words(code: string): string {
  return wordsByCode[code] ?? `it is not YAML here (${code})`
}
