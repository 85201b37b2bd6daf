import { badRequest, type GatewayError } from '../canonical/error.ts'
import { wellFormedText } from '../well-formed.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** Most characters of a client's word that an error repeats. */
const quotedCharsMax = 64

/** What differs between protocols in how a client's objects are read. */
export interface FieldRules {
  /** Names are also found as `sent` spells them, and a name that was sent is told as `told` spells it. */
  readonly spelling?: { sent(name: string): string; told(name: string): string }
  /** Whether an object that stands where an array belongs counts as an array of one. */
  readonly loneObjects: boolean
  /** What is wrong with a name that is missing or empty. */
  readonly missingName: string
  /** Whether a member nobody reads says something, so that leaving it out must be told. */
  says(value: Json): boolean
}

/**
 * An object of the client's request with its path. `null` counts as absent. Every reader throws GatewayError bad-request
 * naming the member's path when its type is wrong.
 */
export class Fields {
  readonly json: JsonObject
  /** Path of this object; '' for the body. */
  readonly at: string
  readonly #rules: FieldRules

  constructor(value: Json, at: string, rules: FieldRules) {
    if (!isJsonObject(value)) throw badRequest(at || undefined, `${at || 'The body'} must be an object.`)
    this.json = value
    this.at = at
    this.#rules = rules
  }

  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`
  }

  value(name: string): Json | undefined {
    const { spelling } = this.#rules
    return this.json[name] ?? (spelling && this.json[spelling.sent(name)]) ?? undefined
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
    if (!value) throw this.wrong(name, this.#rules.missingName)
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

  strings(name: string): readonly string[] {
    return this.#typed(name, isStrings, 'an array of strings') ?? []
  }

  object(name: string): Fields | undefined {
    const value = this.value(name)
    return value === undefined ? undefined : new Fields(value, this.path(name), this.#rules)
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

  /** The objects of an array. */
  objects(name: string): readonly Fields[] {
    const value = this.value(name)
    const isLone = this.#rules.loneObjects && value !== undefined && !Array.isArray(value)
    if (isLone) return [new Fields(value, this.path(name), this.#rules)]
    return this.array(name).map((item, index) => new Fields(item, `${this.path(name)}[${index}]`, this.#rules))
  }

  /** Paths of the members that say something and are not among `known`, in the order sent. */
  others(known: ReadonlySet<string>): string[] {
    const { says, spelling } = this.#rules
    const sent = Object.keys(this.json).filter((key) => says(this.json[key]!))
    const names = spelling ? sent.map(spelling.told) : sent
    return names.filter((name) => !known.has(name)).map((name) => this.path(name))
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
const isStrings = (value: Json): value is string[] => Array.isArray(value) && value.every(isString)
