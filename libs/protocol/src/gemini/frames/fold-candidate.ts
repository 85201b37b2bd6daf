import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { isEmptyPart, partsOf } from './candidates.ts'
import { FoldedParts } from './fold-parts.ts'

/** Lists that each payload goes on with; of every other member the last one stands. */
const growingLists: Readonly<Record<string, readonly string[]>> = {
  citationMetadata: ['citationSources', 'citations'],
  logprobsResult: ['topCandidates', 'chosenCandidates'],
}

/** One candidate, gathered from its payloads. */
export class FoldedCandidate {
  readonly #members: JsonObject = {}
  readonly #parts = new FoldedParts()
  #content: JsonObject | undefined
  /** Parts came, even if all of them were empty. */
  #hadParts = false

  /** @throws GatewayError bad-upstream-response for a piece of a call that fits nowhere. */
  add(candidate: JsonObject): void {
    const { content, ...others } = candidate
    for (const [name, lists] of Object.entries(growingLists)) growLists(this.#members, others, name, lists)
    assignPresent(this.#members, others)
    if (!isJsonObject(content)) return
    const { parts: _, ...contentMembers } = content
    this.#content = Object.assign(this.#content ?? {}, contentMembers)
    const parts = partsOf(candidate)
    this.#hadParts ||= parts.length > 0
    this.#parts.add(parts.filter((part) => !isEmptyPart(part)))
  }

  result(): JsonObject {
    if (!this.#content) return { ...this.#members }
    if (!this.#hadParts) return { content: this.#content, ...this.#members }
    const { list } = this.#parts
    return { content: { ...this.#content, parts: list.length > 0 ? list : [{ text: '' }] }, ...this.#members }
  }
}

/** A later empty object or null does not undo what was said: streams end with `usageMetadata: {}`. */
export function assignPresent(target: JsonObject, members: JsonObject): void {
  for (const [name, value] of Object.entries(members)) {
    const isEmpty = value === null || (isJsonObject(value) && Object.keys(value).length === 0)
    if (!isEmpty || target[name] === undefined) target[name] = value
  }
}

/** Takes the lists of a member out of `later` and puts them behind those that came before. */
function growLists(known: JsonObject, later: JsonObject, name: string, lists: readonly string[]): void {
  const [before, after] = [known[name], later[name]]
  if (!isJsonObject(after)) return
  const grown: JsonObject = { ...after }
  for (const list of lists) {
    const items = after[list]
    if (Array.isArray(items)) grown[list] = appended(isJsonObject(before) ? before[list] : undefined, items)
    else if (isJsonObject(before) && before[list] !== undefined) grown[list] = before[list]
  }
  later[name] = grown
}

/** In place: a long answer's tokens come in thousands of pieces. */
function appended(before: Json | undefined, items: readonly Json[]): Json[] {
  const list = Array.isArray(before) ? before : []
  for (const item of items) list.push(item)
  return list
}
