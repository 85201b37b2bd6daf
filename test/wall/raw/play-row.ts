import type { Simulator } from '@sluice/simulator'
import { RawConnection } from './connection.ts'
import { CANARY, call, type End, type Row } from './row.ts'

/** What came of a row. */
export interface Played extends End {
  /** The next requests, on the same connection (where it was kept) and on a fresh one: `own` when that was what was answered. */
  readonly next: readonly string[]
  /** Requests of the row that reached the vendor with something in them that should have stayed here. */
  readonly leaked: readonly string[]
}

/** Sends a row's bytes to a port, then a request on the same and one on a fresh connection, and looks at the vendor. */
export async function playRow(
  { bytes, after }: Row,
  expected: End,
  port: number,
  vendor: Simulator,
  marker: string,
): Promise<Played> {
  const connection = await RawConnection.open(port)
  const sent = bytes(marker)
  if (sent.startsWith('HEAD ')) connection.bodiless = 1
  const answers = () => connection.responses()
  // One that says it closes may linger, to let its client read the answer.
  const isOver = () => connection.closed || answers().at(-1)?.headers.connection?.toLowerCase() === 'close'
  connection.send(sent)
  if (after === 'half-close') connection.halfClose()
  if (after === 'leave') connection.leave()
  await connection.until(() => answers().length >= expected.answers.length || connection.closed)
  if (expected.connection === 'closed') await connection.until(isOver)
  const end = isOver() ? 'closed' : 'kept'
  const statuses = answers().map(({ status }) => status)
  const next = end === 'kept' ? [await askNext(connection, `${marker}-same`)] : []
  const fresh = await RawConnection.open(port)
  next.push(await askNext(fresh, `${marker}-new`))
  // A connection that is over has had time for an answer too many.
  const late = end === 'closed' ? answers().slice(statuses.length) : []
  for (const open of [connection, fresh]) open.leave()
  const arrived = vendor.requests
    .map(({ path, rawHeaders, body }) => `${path} ${rawHeaders.join(' ')} ${body}`)
    .filter((text) => text.includes(`${marker}"`))
  return {
    answers: [...statuses, ...late.map(({ status }) => status)],
    asked: arrived.length,
    connection: end,
    next,
    leaked: arrived.filter((text) => text.includes(CANARY)),
  }
}

/** Asks a question; `own` when what comes is one answer, to this question. */
async function askNext(connection: RawConnection, question: string): Promise<string> {
  const before = connection.responses().length
  connection.send(call(question))
  await connection.until(() => connection.responses().length > before || connection.closed)
  const [answer, ...more] = connection.responses().slice(before)
  if (answer?.status === 200 && answer.body.includes(question) && more.length === 0) return 'own'
  return `${question}: ${connection.received.slice(-2_000)}`
}
