import { isObject, type Json, type JsonObject } from '../json.ts'
import { GeminiRefusal } from './error.ts'
import { messages } from './proto.ts'

interface Violation {
  readonly field: string
  readonly description: string
}

const longestQuoteChars = 100

/**
 * Reads a JSON value as Google's proto-over-JSON layer does: camelCase or snake_case in, camelCase out, nulls left
 * out. Throws a GeminiRefusal naming every unknown field and every value of a wrong type.
 */
export function readProto(value: Json, message: string): JsonObject {
  const violations: Violation[] = []
  const read = readMessage(value, message, '', violations)
  if (violations.length === 0) return read
  throw new GeminiRefusal(400, violations.map(({ description }) => description).join('\n'), [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations },
  ])
}

function readMessage(value: Json, message: string, path: string, violations: Violation[]): JsonObject {
  const fields = messages[message] ?? {}
  const read: JsonObject = {}
  if (!isObject(value)) {
    violations.push(invalid(path, `type.googleapis.com/google.ai.generativelanguage.v1beta.${message}`, value))
    return read
  }
  for (const [name, member] of Object.entries(value)) {
    const camel = name.replace(
      /([a-z0-9])_([a-z])/g,
      (_, before: string, after: string) => before + after.toUpperCase(),
    )
    const type = Object.hasOwn(fields, camel) ? fields[camel] : undefined
    if (type === undefined) violations.push(unknownName(name, path))
    else if (member !== null) read[camel] = readField(member, type, join(path, camel), violations)
  }
  return read
}

function readField(value: Json, type: string, path: string, violations: Violation[]): Json {
  if (type.startsWith('[]')) {
    // The proto layer takes a lone value for a list of one.
    const items = Array.isArray(value) ? value : [value]
    return items.map((item, index) => readField(item, type.slice(2), `${path}[${index}]`, violations))
  }
  if (type.startsWith('{}')) {
    const entries = isObject(value) ? Object.entries(value) : []
    return Object.fromEntries(
      entries.map(([key, item], index) => [key, readField(item, type.slice(2), `${path}[${index}].value`, violations)]),
    )
  }
  if (type in messages) return readMessage(value, type, path, violations)
  const [kind = '', words] = type.split(':')
  const scalar = scalars[kind]
  const protoType = scalar?.protoType ?? 'TYPE_ENUM'
  if (kind === 'bytes' && typeof value === 'string' && !isBase64(value)) {
    violations.push(invalid(path, protoType, value, 'Base64 decoding failed for '))
  } else if (scalar !== undefined && !scalar.accepts(value)) violations.push(invalid(path, protoType, value))
  else if (words !== undefined && !words.split('|').includes(String(value).toUpperCase())) {
    violations.push(invalid(path, protoType, value))
  }
  // Lower-case enum names are taken by the live API.
  return words !== undefined && typeof value === 'string' ? value.toUpperCase() : value
}

interface Scalar {
  readonly protoType: string
  accepts(value: Json): boolean
}

const isNumber = (value: Json): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))

const scalars: Partial<Record<string, Scalar>> = {
  string: { protoType: 'TYPE_STRING', accepts: (value) => typeof value === 'string' },
  enum: { protoType: 'TYPE_ENUM', accepts: (value) => typeof value === 'string' || Number.isInteger(value) },
  bool: { protoType: 'TYPE_BOOL', accepts: (value) => typeof value === 'boolean' },
  bytes: { protoType: 'TYPE_BYTES', accepts: (value) => typeof value === 'string' },
  float: { protoType: 'TYPE_FLOAT', accepts: isNumber },
  int32: {
    protoType: 'TYPE_INT32',
    accepts: (value) => isNumber(value) && (Number(value) | 0) === Number(value),
  },
  int64: { protoType: 'TYPE_INT64', accepts: (value) => isNumber(value) && Number.isInteger(Number(value)) },
  json: { protoType: 'TYPE_MESSAGE', accepts: () => true },
  struct: { protoType: 'type.googleapis.com/google.protobuf.Struct', accepts: isObject },
}

/** Standard and URL-safe alphabets, padded or not, as protobuf takes them. */
const isBase64 = (text: string): boolean =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1

const join = (path: string, camel: string): string => {
  const snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return path === '' ? snake : `${path}.${snake}`
}

const unknownName = (name: string, path: string): Violation => ({
  field: path,
  description: `Invalid JSON payload received. Unknown name "${name}"${path === '' ? '' : ` at '${path}'`}: Cannot find field.`,
})

const invalid = (path: string, protoType: string, value: Json, why = ''): Violation => ({
  field: path,
  description: `Invalid value at '${path}' (${protoType}), ${why}${JSON.stringify(value).slice(0, longestQuoteChars)}`,
})
