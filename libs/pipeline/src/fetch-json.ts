import { GatewayError, isJsonObject, type JsonObject } from '@sluice/protocol'
import { type HopCall, readText, type Send } from '@sluice/upstream'
import { isSuccess, vendorErrorOf } from './vendor-error.ts'

/** Model lists of large gateways are a few hundred KB. */
const JSON_BYTES_MAX = 16 * 1024 * 1024

/**
 * One plain call to a hop, its answer parsed.
 * @throws GatewayError when the hop fails, refuses, takes longer than `timeoutMs` or answers with no JSON object.
 */
export async function fetchJson(
  send: Send,
  call: HopCall,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<JsonObject> {
  const expired = new AbortController()
  const message = `The upstream did not answer within ${timeoutMs / 1000} s.`
  const timer = setTimeout(() => expired.abort(new GatewayError({ kind: 'timeout', message })), timeoutMs)
  const either = AbortSignal.any([signal, expired.signal])
  try {
    const answer = await send(call, either)
    if (!isSuccess(answer)) throw await vendorErrorOf(answer, call.protocol, Date.now())
    return parseObject(await readText(answer.body, JSON_BYTES_MAX))
  } catch (error) {
    throw either.aborted ? either.reason : error
  } finally {
    clearTimeout(timer)
    // A body that was not read to its end would keep its connection.
    expired.abort()
  }
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (isJsonObject(value)) return value
  } catch {
    // Falls through to the one error for everything that is no JSON object.
  }
  throw new GatewayError({
    kind: 'bad-upstream-response',
    message: 'The upstream answered with something that is no JSON object.',
  })
}
