import { expect } from '@jest/globals'
import fc from 'fast-check'
import { GatewayError, isJsonObject, type Json, type JsonObject, type RequestInput } from '../../src/index.ts'
import { type Direction, translateRequest } from './check.ts'

/** UTF-16 units, so that lone surrogates occur. */
const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) })
const surrogate = fc.constantFrom('\ud800', 'a\udfff')
const hostileKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length')

/** Any JSON value; keys like `__proto__` are own members, as `JSON.parse` makes them. */
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, false, '', 0, -1, 1e300, 2 ** 53),
    fc.oneof(text, surrogate),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.oneof(hostileKey, text, surrogate), tie('value')), { maxLength: 3 }).map(Object.fromEntries),
  ),
})).value

/** One of the bodies with one to three of its values replaced by anything, or with a hostile member added. */
export function mutated(seeds: readonly JsonObject[]): fc.Arbitrary<JsonObject> {
  const change = fc.record({ at: fc.nat(), value: json, key: fc.option(fc.oneof(hostileKey, surrogate)) })
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([seed, changes]) => changes.reduce((body, { at, value, key }) => replaceAt(body, at, value, key), seed))
}

/** The body with its `at`-th value (round again past the last) replaced, or given a further member when it is an object. */
function replaceAt(body: JsonObject, at: number, value: Json, key: string | null): JsonObject {
  const target = at % countValues(body)
  let seen = 0
  const rebuild = (current: Json): Json => {
    if (seen++ === target) {
      return key !== null && isJsonObject(current)
        ? Object.fromEntries([...Object.entries(current), [key, value]])
        : value
    }
    if (Array.isArray(current)) return current.map(rebuild)
    if (isJsonObject(current)) return Object.fromEntries(Object.entries(current).map(([k, v]) => [k, rebuild(v)]))
    return current
  }
  const changed = rebuild(body)
  return isJsonObject(changed) ? changed : body
}

function countValues(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, member) => sum + countValues(member), 1)
}

/** A request becomes a body that can be sent, or is refused as the client's fault; nothing else is touched. */
export function expectSound(direction: Direction, input: RequestInput): void {
  const before = JSON.stringify(input)
  try {
    const { body } = translateRequest(direction, input)
    expect(illFormed(body)).toEqual([])
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    expect(error.status).toBe(400)
    expect(error.message.isWellFormed()).toBe(true)
  }
  expect(JSON.stringify(input)).toBe(before)
  expect(Object.keys(Object.prototype)).toEqual([])
}

/** Keys and strings of the value that are no Unicode text. */
function illFormed(value: Json): string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [...illFormed(key), ...illFormed(member)])
}
