import type { Json, JsonObject } from '../../../json/json.ts'
import type { TypeName } from './types.ts'

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  /** Open bounds of numbers, which Gemini has no keyword for. */
  readonly hints: readonly string[]
}

interface Side {
  readonly keyword: 'minimum' | 'maximum'
  readonly openKeyword: 'exclusiveMinimum' | 'exclusiveMaximum'
  /** The nearest integer inside an open bound. */
  inside(bound: number): number
  /** Of two bounds the one that allows less. */
  tighter(a: number, b: number): number
}

const sides: readonly Side[] = [
  {
    keyword: 'minimum',
    openKeyword: 'exclusiveMinimum',
    inside: (bound) => Math.floor(bound) + 1,
    tighter: Math.max,
  },
  {
    keyword: 'maximum',
    openKeyword: 'exclusiveMaximum',
    inside: (bound) => Math.ceil(bound) - 1,
    tighter: Math.min,
  },
]

/** Bounds of numbers with the open ones closed. */
export function adaptBounds(schema: JsonObject, types: readonly TypeName[]): Bounds {
  const isInteger = types.includes('integer') && !types.includes('number')
  const bounds: { minimum?: number; maximum?: number } = {}
  const hints: string[] = []
  for (const side of sides) {
    const { closed, open } = boundsOf(schema, side)
    const shut = open !== undefined && isInteger ? side.inside(open) : open
    const bound = closed === undefined || shut === undefined ? (closed ?? shut) : side.tighter(closed, shut)
    if (bound !== undefined) bounds[side.keyword] = bound
    if (!isInteger && open !== undefined && bound === open) hints.push(`${side.openKeyword}: ${open}`)
  }
  return { ...bounds, hints }
}

/** Draft 4 wrote `exclusiveMinimum: true` beside `minimum`. */
function boundsOf(schema: JsonObject, side: Side): { closed: number | undefined; open: number | undefined } {
  const closed = numberOf(schema[side.keyword])
  const open = schema[side.openKeyword]
  return open === true ? { closed: undefined, open: closed } : { closed, open: numberOf(open) }
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
