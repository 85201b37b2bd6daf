import { badRequest } from '../../canonical/error.ts'
import { snakeCase } from '../../json/case.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/**
 * An object of the client's request with its path. Members are named in camelCase and found in snake_case too, because
 * google-genai for Python mixes both in one body. `null` counts as absent. Every reader throws GatewayError bad-request
 * naming the member's path when its type is wrong.
 */
export class Fields {
  readonly json: JsonObject
  /** Path of this object; '' for the body. */
  readonly at: string

  constructor(value: Json, at: string) {
    if (!isJsonObject(value)) throw wrongType(at, 'an object')
    this.json = value
    this.at = at
  }

  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`
  }

  value(name: string): Json | undefined {
    return this.json[name] ?? this.json[snakeCase(name)] ?? undefined
  }

  has(name: string): boolean {
    return this.value(name) !== undefined
  }

  string(name: string): string | undefined {
    return this.#typed(name, isString, 'a string')
  }

  /** A string that must be there and not be empty. */
  name(name: string): string {
    const value = this.string(name)
    if (!value) throw badRequest(this.path(name), `${this.path(name)} is missing; it must be a non-empty string.`)
    return value
  }

  number(name: string): number | undefined {
    return this.#typed(name, isNumber, 'a number')
  }

  integer(name: string, min: number = Number.MIN_SAFE_INTEGER): number | undefined {
    const value = this.#typed(name, isInteger, 'an integer')
    if (value !== undefined && value < min)
      throw badRequest(this.path(name), `${this.path(name)} must be ${min} or more.`)
    return value
  }

  boolean(name: string): boolean | undefined {
    return this.#typed(name, isBoolean, 'true or false')
  }

  strings(name: string): readonly string[] {
    return this.#typed(name, isStrings, 'an array of strings') ?? []
  }

  object(name: string): Fields | undefined {
    const value = this.value(name)
    return value === undefined ? undefined : new Fields(value, this.path(name))
  }

  /** Objects of an array. A lone object counts as an array of one: people write `parts: {text}` by hand. */
  objects(name: string): readonly Fields[] {
    const value = this.value(name)
    if (value === undefined) return []
    if (!Array.isArray(value)) return [new Fields(value, this.path(name))]
    return value.map((item, index) => new Fields(item, `${this.path(name)}[${index}]`))
  }

  /** Paths, in camelCase, of the members that are not among `known`. */
  others(known: ReadonlySet<string>): string[] {
    const names = Object.keys(this.json).filter((key) => this.json[key] !== null)
    return names
      .map(camelCase)
      .filter((name) => !known.has(name))
      .map((name) => this.path(name))
  }

  #typed<T extends Json>(name: string, is: (value: Json) => value is T, type: string): T | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    if (!is(value)) throw wrongType(this.path(name), type)
    return value
  }
}

export function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function wrongType(at: string, type: string): Error {
  return badRequest(at || undefined, `${at || 'The body'} must be ${type}.`)
}

const isString = (value: Json): value is string => typeof value === 'string'
const isNumber = (value: Json): value is number => typeof value === 'number'
const isInteger = (value: Json): value is number => Number.isInteger(value)
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean'
const isStrings = (value: Json): value is string[] => Array.isArray(value) && value.every(isString)
