import { isJsonObject, type Json, type JsonObject, type Protocol } from '../../src/index.ts'
import { objects } from '../answer-meaning.ts'

/** The stream that says the same as a whole answer, in the pieces a vendor would send. Errors are one payload. */
export function streamOf(protocol: Protocol, answer: JsonObject): readonly (JsonObject | string)[] {
  return protocol === 'gemini' ? geminiPayloads(answer) : [...chunks(answer), '[DONE]']
}

/** One payload per part, then one with everything that is no content. Google names the answer in every payload. */
function geminiPayloads(answer: JsonObject): JsonObject[] {
  const { candidates: whole, usageMetadata: _, ...head } = answer
  const candidates = objects(whole)
  if (candidates.length === 0) return [answer]
  const numbered = candidates.map((candidate, position) => ({ index: position, ...candidate }))
  const parts = numbered.flatMap(({ index, content }: JsonObject) =>
    objects(isJsonObject(content) ? content.parts : []).map((part) => ({
      ...head,
      candidates: [{ index: index ?? 0, content: { role: 'model', parts: [part] } }],
    })),
  )
  const rest = numbered.map((candidate): JsonObject => ({ ...candidate, content: {} }))
  return [...parts, { ...answer, candidates: rest }]
}

function chunks({ choices, usage, ...head }: JsonObject): JsonObject[] {
  const deltas = objects(choices).flatMap(({ message, finish_reason, index = 0 }) => [
    ...messageDeltas(isJsonObject(message) ? message : {}).map((delta) => ({ delta, finish_reason: null, index })),
    { delta: {}, finish_reason: finish_reason ?? null, index },
  ])
  const usageChunk = usage === undefined ? [] : [{ ...head, choices: [], usage }]
  return [...deltas.map((choice) => ({ ...head, choices: [choice] })), ...usageChunk]
}

function messageDeltas({ role, tool_calls: calls, ...texts }: JsonObject): JsonObject[] {
  const pieces = Object.entries(texts).flatMap(([key, value]) => halves(value).map((half) => ({ [key]: half })))
  const fragments = objects(calls).flatMap((call, index) => {
    const { arguments: args = '', ...named } = isJsonObject(call.function) ? call.function : {}
    const [first = '', ...more] = halves(args)
    const rest = more.map((text) => ({ index, function: { arguments: text } }))
    return [{ ...call, index, function: { ...named, arguments: first } }, ...rest]
  })
  return [{ role: role ?? 'assistant', content: '' }, ...pieces, ...fragments.map((call) => ({ tool_calls: [call] }))]
}

function halves(value: Json): Json[] {
  if (typeof value !== 'string') return [value]
  const middle = Math.ceil(value.length / 2)
  return [value.slice(0, middle), value.slice(middle)]
}
