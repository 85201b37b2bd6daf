import type { JsonObject } from '@sluice/protocol'
import { isOwnHop, nameSetting, type Target } from '@sluice/targets'
import type { HopCall } from '@sluice/upstream'
import { fetchJson } from './fetch-json.ts'
import { hopCallHeaders } from './hop-headers.ts'

interface Question extends Omit<HopCall, 'headers'> {
  readonly requestId: string
  readonly via: string
  readonly timeoutMs: number
}

const noneSpent: ReadonlySet<string> = new Set()

/** One plain call to a target with its credential, its answer parsed. @throws GatewayError as `fetchJson` does. */
export async function askTarget(target: Target, question: Question, signal: AbortSignal): Promise<JsonObject> {
  const { requestId, via, timeoutMs, ...call } = question
  const headers = {
    via,
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
    ...(isOwnHop(target) && hopCallHeaders(requestId, call.protocol)),
    ...target.credentials.lease(noneSpent)?.headers,
  }
  try {
    return await fetchJson(target.send, { ...call, headers }, signal, timeoutMs)
  } catch (error) {
    throw nameSetting(error, target)
  }
}
