import { RawConnection } from '../wall/raw/connection.ts'
import type { Row } from '../wall/raw/row.ts'

/** Sends the bytes of a row of the corpus, and says what was wrong with the statuses that came back. */
export async function playOddRow({ name, bytes, gateway, after }: Row, port: number): Promise<string | undefined> {
  const connection = await RawConnection.open(port)
  // The corpus counts the bytes of its markers.
  const sent = bytes('row-000')
  if (sent.startsWith('HEAD ')) connection.bodiless = 1
  const statuses = () => connection.responses().map(({ status }) => status)
  connection.send(sent)
  if (after === 'half-close') connection.halfClose()
  if (after === 'leave') connection.leave()
  await connection.until(() => statuses().length >= gateway.answers.length || connection.closed)
  const found = statuses()
  connection.leave()
  if (JSON.stringify(found) === JSON.stringify(gateway.answers)) return undefined
  return `${name}: answered ${found.slice(0, 3).join()} in place of ${gateway.answers.slice(0, 3).join()}`
}
