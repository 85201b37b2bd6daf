import { badRequest, type GatewayError } from '../../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'
import { isSaid } from '../wire.ts'

/** Most characters of a client's word that an error repeats. */
const quotedCharsMax = 64

/**
 * An object of the client's request with its path. `null` counts as absent. Every reader throws GatewayError bad-request
 * naming the member's path when its type is wrong.
 */
export class Fields {
  readonly json: JsonObject
  /** Path of this object; '' for the body. */
  readonly at: string

  constructor(value: Json, at: string) {
    if (!isJsonObject(value)) throw badRequest(at || undefined, `${at || 'The body'} must be an object.`)
    this.json = value
    this.at = at
  }

  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`
  }

  value(name: string): Json | undefined {
    return this.json[name] ?? undefined
  }

  string(name: string): string | undefined {
    return this.#typed(name, isString, 'a string')
  }

  /** A string that must be there and not be empty. */
  name(name: string): string {
    const value = this.string(name)
    if (!value) throw this.wrong(name, 'must be a non-empty string')
    return value
  }

  number(name: string): number | undefined {
    return this.#typed(name, isNumber, 'a number')
  }

  integer(name: string, range: { readonly min?: number; readonly max?: number } = {}): number | undefined {
    const value = this.#typed(name, isInteger, 'an integer')
    if (value === undefined) return undefined
    if (range.min !== undefined && value < range.min) throw this.wrong(name, `must be ${range.min} or more`)
    if (range.max !== undefined && value > range.max) throw this.wrong(name, `must be ${range.max} or less`)
    return value
  }

  boolean(name: string): boolean | undefined {
    return this.#typed(name, isBoolean, 'true or false')
  }

  /** One of a closed list of words. */
  word<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.string(name)
    if (value === undefined) return undefined
    const word = words.find((known) => known === value)
    if (word === undefined) throw this.wrong(name, `must be one of ${words.join(', ')}, not ${quoted(value)}`)
    return word
  }

  object(name: string): Fields | undefined {
    const value = this.value(name)
    return value === undefined ? undefined : new Fields(value, this.path(name))
  }

  /** An object that must be there. */
  required(name: string): Fields {
    const value = this.object(name)
    if (!value) throw this.wrong(name, 'must be an object')
    return value
  }

  array(name: string): readonly Json[] {
    return this.#typed(name, Array.isArray, 'an array') ?? []
  }

  objects(name: string): readonly Fields[] {
    return this.array(name).map((item, index) => new Fields(item, `${this.path(name)}[${index}]`))
  }

  /** Paths of the members that say something and are not among `known`, in the order sent. */
  others(known: ReadonlySet<string>): string[] {
    const names = Object.keys(this.json).filter((name) => !known.has(name) && isSaid(this.json[name]))
    return names.map((name) => this.path(name))
  }

  /** An error that names the member and what it must be. */
  wrong(name: string, rule: string): GatewayError {
    return badRequest(this.path(name), `${this.path(name)} ${rule}.`)
  }

  #typed<T extends Json>(name: string, is: (value: Json) => value is T, type: string): T | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    if (!is(value)) throw this.wrong(name, `must be ${type}`)
    return value
  }
}

/** A client's word for an error message. */
export function quoted(word: string): string {
  const text = word.length > quotedCharsMax ? `${word.slice(0, quotedCharsMax)}…` : word
  return `"${wellFormedText(text)}"`
}

const isString = (value: Json): value is string => typeof value === 'string'
const isNumber = (value: Json): value is number => typeof value === 'number'
const isInteger = (value: Json): value is number => Number.isInteger(value)
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean'
