import { badRequest } from '../../../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { createReferences, type References, type Target } from './references.ts'

const schemaLimits = {
  /** Deepest nesting of schemas, expanded references included. */
  depthMax: 100,
  /** Most schemas of one request after its references are expanded: few lines can say 2^100 of them. */
  schemasMax: 20_000,
  /** Most characters of texts and values that expanded references repeat: few lines can also say one text often. */
  copiedCharsMax: 4_000_000,
} as const

/** How much more this request's schemas may hold. */
export interface SchemaBudget {
  left: number
  charsLeft: number
}

export function createSchemaBudget(): SchemaBudget {
  return { left: schemaLimits.schemasMax, charsLeft: schemaLimits.copiedCharsMax }
}

/** One document on its way through. */
export interface Walk {
  readonly references: References
  /** Definitions that the result refers to, by name. */
  readonly kept: Map<string, Target>
  /** Counts one schema at a depth. @throws GatewayError bad-request when it is one too many, too deep or too long. */
  visit(depth: number, schema: Json): void
  /** How often this target is expanded on the way to where the walk stands. */
  expansions(pointer: string): number
  enter(pointer: string): void
  leave(pointers: Iterable<string>): void
}

/** `at`: the path of the schema in the client's request, for errors. */
export function createWalk(root: JsonObject, at: string, budget: SchemaBudget): Walk {
  const count = (depth: number) => {
    if (depth > schemaLimits.depthMax) {
      throw badRequest(at, `${at} is nested deeper than ${schemaLimits.depthMax} schemas; make it flatter.`)
    }
    if (--budget.left < 0) {
      throw badRequest(at, `${at} expands to more than ${schemaLimits.schemasMax} schemas; make it smaller.`)
    }
  }
  // The document itself is expanded once.
  const entered = new Map([['#', 1]])
  let copies = 0
  return {
    references: createReferences(root, count),
    kept: new Map(),
    visit(depth, schema) {
      count(depth)
      // What stands there once is bounded by the body's own size.
      if (copies > 0) budget.charsLeft -= ownLength(schema)
      if (budget.charsLeft >= 0) return
      throw badRequest(at, `${at} expands to more than ${schemaLimits.copiedCharsMax} characters; make it smaller.`)
    },
    expansions: (pointer) => entered.get(pointer) ?? 0,
    enter(pointer) {
      copies++
      entered.set(pointer, (entered.get(pointer) ?? 0) + 1)
    },
    leave(pointers) {
      for (const pointer of pointers) {
        copies--
        entered.set(pointer, (entered.get(pointer) ?? 1) - 1)
      }
    },
  }
}

/** Keywords whose values are copied with each expansion; the schemas below are counted when they are visited. */
const ownKeywords = ['title', 'description', 'format', 'pattern', 'type', 'enum', 'const', 'default', 'required']

function ownLength(schema: Json): number {
  if (!isJsonObject(schema)) return 0
  return ownKeywords.reduce((sum, keyword) => sum + lengthOf(schema[keyword]), 0)
}

function lengthOf(value: Json | undefined): number {
  return value === undefined ? 0 : typeof value === 'string' ? value.length : JSON.stringify(value).length
}
