import { type Frame, isJsonObject, type Json } from '../../src/index.ts'

const madeIds = /^call_r+(\d+)$/

/**
 * An OpenAI stream in the notation of the cases: `R0` role chunk of choice 0, `d0{…}` delta, `f0:stop` finish,
 * `u{…}` usage, `DONE`. What is none of these is given as it is, so that it cannot go unnoticed.
 */
export function streamShorthand(frames: readonly Frame[]): string[] {
  return frames.map(({ data }) => (data === '[DONE]' ? 'DONE' : chunkShorthand(data)))
}

function chunkShorthand(data: string): string {
  const chunk: unknown = JSON.parse(data, nameMadeId)
  if (!isJsonObject(chunk) || !Array.isArray(chunk.choices)) return data
  const [choice, second] = chunk.choices
  if (!choice) return isJsonObject(chunk.usage) ? `u${JSON.stringify(chunk.usage)}` : data
  if (!isJsonObject(choice) || second) return data
  const { index, delta, finish_reason: finish } = choice
  const said = JSON.stringify(delta)
  if (said === '{"role":"assistant","content":""}' && finish === null) return `R${index}`
  if (typeof finish === 'string') return `f${index}${said === '{}' ? '' : said}:${finish}`
  return finish === null ? `d${index}${said}` : data
}

/** Ids that the decoder made, as `<made N>`. */
function nameMadeId(key: string, value: Json): Json {
  const made = key === 'id' && typeof value === 'string' ? madeIds.exec(value)?.[1] : undefined
  return made === undefined ? value : `<made ${made}>`
}
