import type { Simulator } from '@sluice/simulator'
import { RawConnection } from './connection.ts'
import { CANARY, call, type End, type Row } from './row.ts'

/** What came of a row. */
export interface Played extends End {
  /** The next requests, on the same connection (where it was kept) and on a fresh one, got the answers to their own questions. */
  readonly next: readonly ('own' | string)[]
  /** Requests of the row that reached the vendor with something in them that should have stayed here. */
  readonly leaked: readonly string[]
}

/** Sends a row's bytes to a port, then a request on the same and one on a fresh connection, and looks at the vendor. */
export async function playRow(
  row: Row,
  expected: End,
  port: number,
  vendor: Simulator,
  marker: string,
): Promise<Played> {
  const connection = await RawConnection.open(port)
  const bytes = row.bytes(marker)
  const bodiless = bytes.startsWith('HEAD ')
  const answers = () => connection.responses(bodiless).map(({ status }) => status)
  connection.send(bytes)
  if (row.then === 'half-close') connection.halfClose()
  if (row.then === 'leave') connection.leave()
  await connection.until(() => answers().length >= expected.answers.length || connection.closed)
  if (expected.connection === 'closed') await connection.until(() => connection.closed)
  const end = { answers: answers(), connection: connection.closed ? ('closed' as const) : ('kept' as const) }
  const next = connection.closed ? [] : [await askNext(connection, `${marker}-same`)]
  const fresh = await RawConnection.open(port)
  next.push(await askNext(fresh, `${marker}-new`))
  for (const open of [connection, fresh]) open.leave()
  const arrived = vendor.requests.filter(({ path, rawHeaders, body }) =>
    `${path} ${rawHeaders.join(' ')} ${body}`.includes(`${marker}"`),
  )
  const leaked = arrived.map(({ rawHeaders }) => rawHeaders.join(' ')).filter((text) => text.includes(CANARY))
  return { ...end, asked: arrived.length, next, leaked }
}

/** Asks a question and says whether the one answer that comes is its own. */
async function askNext(connection: RawConnection, question: string): Promise<string> {
  const before = connection.responses().length
  connection.send(call(question))
  await connection.until(() => connection.responses().length > before || connection.closed)
  const [answer, ...more] = connection.responses().slice(before)
  if (answer?.status === 200 && answer.body.includes(question) && more.length === 0) return 'own'
  return `${question}: ${connection.received.slice(-2_000)}`
}
