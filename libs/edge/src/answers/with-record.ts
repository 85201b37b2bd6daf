import type { ServerResponse } from 'node:http'
import type { OpenRecord, RequestRecord } from '@sluice/record'
import type { Entry } from '../addresses/entry.ts'
import type { Lifecycle } from '../server/lifecycle.ts'
import { toGatewayError } from './failures.ts'
import { sendError } from './send-error.ts'

/** What the end of every request needs. */
export interface RecordParts {
  readonly openRecord: OpenRecord
  readonly lifecycle: Lifecycle
}

/**
 * Does the work of one request under its record, which ends with the work. What the work throws is told to the client in
 * its dialect.
 */
export async function withRecord(
  { openRecord, lifecycle }: RecordParts,
  entry: Entry,
  response: ServerResponse,
  work: (record: RequestRecord) => void | Promise<void>,
): Promise<void> {
  const { match, requestId, startedAt } = entry
  const protocol = match.neutral ? 'none' : match.dialect
  const record = openRecord({ requestId, protocol, route: match.name, startedAt })
  const leaveService = lifecycle.whenCut((reason) => record.failed(reason))
  try {
    await work(record)
  } catch (thrown) {
    answerError(record, entry, response, thrown)
  } finally {
    leaveService()
    record.ended()
  }
}

/** An answer that had begun can only be cut. */
function answerError(record: RequestRecord, entry: Entry, response: ServerResponse, thrown: unknown): void {
  const error = toGatewayError(thrown)
  record.failed(error)
  if (response.headersSent && !response.writableEnded) response.destroy()
  const { requestId, match } = entry
  const headers = 'headers' in match ? match.headers : undefined
  const path = 'route' in match && match.route.kind === 'generate' ? match.route : undefined
  sendError(response, match.dialect, error, { requestId, path }, headers)
  // A dialect may have a status of its own for a kind.
  record.answered(response.headersSent ? response.statusCode : error.status)
}
