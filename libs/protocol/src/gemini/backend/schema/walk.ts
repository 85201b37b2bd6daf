import { badRequest } from '../../../canonical/error.ts'
import type { JsonObject } from '../../../json/json.ts'
import { createReferences, type References, type Target } from './references.ts'

const schemaLimits = {
  /** Deepest nesting of schemas, expanded references included. */
  depthMax: 100,
  /** Most schemas of one request after its references are expanded: few lines can say 2^100 of them. */
  schemasMax: 20_000,
} as const

/** How many more schemas this request may hold. */
export interface SchemaBudget {
  left: number
}

export function createSchemaBudget(): SchemaBudget {
  return { left: schemaLimits.schemasMax }
}

/** One document on its way through. */
export interface Walk {
  readonly references: References
  /** Definitions that the result refers to, by name. */
  readonly kept: Map<string, Target>
  /** Counts one schema at a depth. @throws GatewayError bad-request when it is one too many or too deep. */
  visit(depth: number): void
}

/** Where a walk stands. */
export interface Place {
  readonly depth: number
  /** Pointers of the references that were expanded on the way here. */
  readonly path: readonly string[]
}

/** `at`: the path of the schema in the client's request, for errors. */
export function createWalk(root: JsonObject, at: string, budget: SchemaBudget): Walk {
  const visit = (depth: number) => {
    if (depth > schemaLimits.depthMax) {
      throw badRequest(at, `${at} is nested deeper than ${schemaLimits.depthMax} schemas; make it flatter.`)
    }
    if (--budget.left < 0) {
      throw badRequest(at, `${at} expands to more than ${schemaLimits.schemasMax} schemas; make it smaller.`)
    }
  }
  return { references: createReferences(root, visit), kept: new Map(), visit }
}

export function below({ depth, path }: Place): Place {
  return { depth: depth + 1, path }
}
