import { GatewayError } from '../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'

/** Deepest place in the arguments that a path may name; `JSON.stringify` recurses. */
const depthMax = 100

/** One step of a path: `.name`, `[3]`, `['a name']`. */
const step = /\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y

/**
 * Writes one item of `functionCall.partialArgs` into the arguments: a value, or a further piece of the string, at a JSON
 * path (`$.items[0].name`; Vertex AI, `streamFunctionCallArguments`).
 * @throws GatewayError bad-upstream-response for a path that leads nowhere.
 */
export function addPartialArg(args: JsonObject, partial: JsonObject): void {
  const path = pathOf(partial.jsonPath)
  const last = path.pop()
  if (last === undefined) throw badPath()
  let place: Json = args
  for (const [at, key] of path.entries()) {
    const next = path[at + 1] ?? last
    place = memberOf(place, key) ?? put(place, key, typeof next === 'number' ? [] : {})
  }
  const before = memberOf(place, last)
  const value = givenValue(partial)
  put(place, last, typeof before === 'string' && typeof value === 'string' ? before + value : value)
}

function pathOf(path: Json | undefined): (string | number)[] {
  if (typeof path !== 'string' || !path.startsWith('$')) throw badPath()
  const keys: (string | number)[] = []
  step.lastIndex = 1
  while (step.lastIndex < path.length) {
    const [, name, index, quoted, doubleQuoted] = step.exec(path) ?? []
    const key = index === undefined ? (name ?? quoted ?? doubleQuoted) : Number(index)
    if (key === undefined || keys.push(key) > depthMax) throw badPath()
  }
  return keys
}

function memberOf(place: Json, key: string | number): Json | undefined {
  if (Array.isArray(place)) return typeof key === 'number' ? place[key] : undefined
  return isJsonObject(place) && Object.hasOwn(place, key) ? place[key] : undefined
}

/** Lists grow at their end only: an index far behind it would fill the memory. */
function put(place: Json, key: string | number, value: Json): Json {
  if (Array.isArray(place) && typeof key === 'number' && key <= place.length) place[key] = value
  else if (isJsonObject(place) && key !== '__proto__') place[key] = value
  else throw badPath()
  return value
}

/** The value is in the member of its kind. */
function givenValue({ stringValue, numberValue, boolValue }: JsonObject): Json {
  return stringValue ?? numberValue ?? boolValue ?? null
}

function badPath(): GatewayError {
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: 'The vendor sent a piece of a function call that fits nowhere.',
  })
}
