import type { IncomingMessage, ServerResponse } from 'node:http'
import { endAfterBody } from '@sluice/edge'
import type { Protocol } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import { brokenBodyError } from '@sluice/upstream'
import { forwardedErrorOf, unsendable } from './forwarded-error.ts'
import { handedOnOf } from './headers.ts'

interface Client {
  /** In which the upstream says its errors. */
  readonly protocol: Protocol
  readonly response: ServerResponse
  readonly record: RequestRecord
  /** Its reason is why the answer must end. */
  readonly signal: AbortSignal
}

/**
 * Hands an answer of the upstream to the client as it comes; resolves when the client has all of it. An answer that breaks
 * off, or must end, is cut: its status is said already.
 * @throws GatewayError for an answer that is an error.
 */
export async function passAnswer(answer: IncomingMessage, client: Client): Promise<void> {
  const { response, signal } = client
  const { statusCode = 0, statusMessage = '', headers } = answer
  if (!isSendable(statusCode, statusMessage)) throw unsendable(answer)
  const isError = statusCode >= 400
  for (const [name, value] of Object.entries(handedOnOf(headers, isError ? 'error' : 'answer')))
    if (value !== undefined) response.setHeader(name, value)
  if (isError) throw await forwardedErrorOf(answer, client.protocol)
  if (signal.aborted) throw signal.reason
  // What is left of the body will not be read when the answer is over.
  if (!response.req.complete) response.setHeader('connection', 'close')
  response.writeHead(statusCode, statusMessage)
  await pump(answer, client)
}

/** Whether Node sends what its own parser has let in. */
function isSendable(status: number, phrase: string): boolean {
  return status >= 200 && status <= 599 && /^[\t\x20-\x7e\x80-\xff]*$/.test(phrase)
}

function pump(answer: IncomingMessage, { response, record, signal }: Client): Promise<void> {
  record.answered(response.statusCode)
  return new Promise((resolve) => {
    response.once('close', resolve)
    const cut = (error: unknown) => {
      record.failed(signal.aborted ? signal.reason : brokenBodyError(error))
      answer.destroy()
      response.destroy()
    }
    signal.addEventListener('abort', () => cut(signal.reason))
    answer.once('error', cut)
    answer.once('close', () => {
      if (!answer.complete) cut(new Error('the connection was closed'))
    })
    answer.once('end', () => endAfterBody(response))
    answer.pipe(response, { end: false })
  })
}
