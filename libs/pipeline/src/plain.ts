import { type EdgeCall, whenClientGone } from '@sluice/edge'
import type { JsonObject } from '@sluice/protocol'

/** A request that is answered with one small JSON object: model lists, token counts. */
type PlainArrival = Pick<EdgeCall, 'response' | 'record' | 'authenticate'>

export interface PlainAnswer {
  readonly body: JsonObject
  readonly headers?: Readonly<Record<string, string>>
}

/** Work of a plain request; its signal is aborted when the client leaves. */
type PlainWork = (signal: AbortSignal) => Promise<PlainAnswer>

/** Runs a plain request: accept, authenticate, work, answer. @throws GatewayError for the edge to tell. */
export async function plain({ response, record, authenticate }: PlainArrival, work: PlainWork): Promise<void> {
  const gone = new AbortController()
  whenClientGone(response, (error) => gone.abort(error))
  record.calledBy(authenticate().id)
  const { body, headers } = await work(gone.signal)
  const text = JSON.stringify(body)
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  })
  response.end(text)
}
