import { createHash } from 'node:crypto'
import { expect } from '@jest/globals'
import { functionNames as geminiNames } from '../../src/gemini/backend/encode-request.ts'
import {
  codecs,
  type ErrorKind,
  efforts,
  GatewayError,
  isJsonObject,
  type Json,
  type JsonObject,
  type Protocol,
  type RequestInput,
  type Sources,
} from '../../src/index.ts'
import { functionNames as openaiNames } from '../../src/openai-chat/backend/encode-request.ts'
import { createToolNames, type NameRule } from '../../src/tool-names.ts'

const nameRules: Readonly<Record<Protocol, NameRule>> = { 'openai-chat': openaiNames, gemini: geminiNames }

/** One request and what must become of it. Of the expectations, those that are given hold together. */
export interface RequestVector {
  readonly id: `T${number}`
  /** The behaviour, as a test name. */
  readonly name: string
  /** Members of the client's body; its message (`hi`) and model are added where they are missing. */
  readonly in: JsonObject
  /** Listed members are equal, others are free. */
  readonly out?: JsonObject
  /** The whole body. */
  readonly outExact?: JsonObject
  /** Path in the body to its exact value. */
  readonly exactAt?: Readonly<Record<string, Json>>
  /** Paths that the body has not. */
  readonly absent?: readonly string[]
  /** Reported losses, in any order: none by default. `unsaid`: the case leaves it open. */
  readonly dropped?: readonly string[] | 'unsaid'
  readonly toolNames?: ToolNames
  /** What no table can say. */
  readonly holds?: (body: JsonObject, toolNames: ToolNames) => void
  readonly error?: ExpectedError
}

/** Name of a tool as it is declared to the vendor, to the client's own, where they differ. */
export type ToolNames = Readonly<Record<string, string>>

export interface ExpectedError {
  readonly kind?: ErrorKind
  readonly param?: string
  /** A part of the message. */
  readonly message?: string
}

export interface Direction {
  readonly from: Protocol
  readonly to: Protocol
  /** What makes a vector's `in` a whole request. */
  complete(body: JsonObject): RequestInput
}

export interface TranslatedRequest {
  /** The body as the wire has it. */
  readonly body: JsonObject
  readonly dropped: readonly string[]
  readonly toolNames: ToolNames
}

export const sources: Sources = {
  createdAt: 1_700_000_000,
  nowMs: () => 1_700_000_000_000,
  random: () => 0.5,
  randomId: () => 'abcdefghijklmnopqrstuvwx',
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
}

/** @throws GatewayError as the codecs do. */
export function translateRequest({ from, to }: Direction, input: RequestInput): TranslatedRequest {
  const { client } = codecs[from]
  const { request, dropped, nameOf } = client.decodeRequest(input, sources)
  const prepared = codecs[to].backend.prepare(request, { sources, nameOf, remedies: [], quirks: { efforts } })
  const names = createToolNames(request.tools, nameRules[to], sources).originals
  return {
    body: onWire(prepared.body),
    dropped: [...dropped, ...prepared.dropped],
    toolNames: Object.fromEntries([...names].map(([declared, { name }]) => [declared, name])),
  }
}

export function checkRequest(direction: Direction, vector: RequestVector): void {
  const input = direction.complete(vector.in)
  if (vector.error) {
    checkError(() => translateRequest(direction, input), vector.error)
    return
  }
  const { body, dropped, toolNames } = translateRequest(direction, input)
  if (vector.out) expect(body).toMatchObject(vector.out)
  if (vector.outExact) expect(body).toEqual(vector.outExact)
  for (const [path, value] of Object.entries(vector.exactAt ?? {})) expect(valueAt(body, path)).toEqual(value)
  for (const path of vector.absent ?? []) expect(valueAt(body, path)).toBeUndefined()
  if (vector.dropped !== 'unsaid') expect([...dropped].sort()).toEqual([...(vector.dropped ?? [])].sort())
  if (vector.toolNames) expect(toolNames).toEqual(vector.toolNames)
  vector.holds?.(body, toolNames)
}

function checkError(translate: () => TranslatedRequest, expected: ExpectedError): void {
  const error = thrownBy(translate)
  if (!(error instanceof GatewayError))
    throw new Error(`expected a GatewayError, got ${String(error)}`, { cause: error })
  expect(error.kind).toBe(expected.kind ?? 'bad-request')
  if (expected.param !== undefined) expect(error.param).toBe(expected.param)
  if (expected.message !== undefined) expect(error.message).toContain(expected.message)
}

/** What the call throws; undefined when it returns. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call()
    return undefined
  } catch (error) {
    return error
  }
}

/** The value at `a.b[0].c`; undefined where the path leads nowhere. */
export function valueAt(value: Json, path: string): Json | undefined {
  let current: Json | undefined = value
  for (const [, key, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (index !== undefined) current = Array.isArray(current) ? current[Number(index)] : undefined
    else current = isJsonObject(current) ? current[key ?? ''] : undefined
  }
  return current
}

export function onWire(body: JsonObject): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(body))
  if (!isJsonObject(json)) throw new TypeError('the body is no JSON object')
  return json
}
