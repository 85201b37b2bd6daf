import type { Duplex } from 'node:stream'

type Done = (error?: Error | null) => void

/**
 * Keeps a socket open for reading when a write to it fails. A server that refuses an upload answers, and then resets the
 * connection: Node would drop the answer, which has arrived, with the socket. What is written after that goes nowhere; the
 * reading side tells how the connection ended.
 */
export function outliveFailedWrites(socket: Duplex): void {
  const write = socket._write.bind(socket)
  const writeMany = socket._writev?.bind(socket)
  let failed = false
  const once = (send: (done: Done) => void, done: Done) => {
    if (failed) return done()
    send((error) => {
      failed = Boolean(error)
      done()
    })
  }
  socket._write = (chunk, encoding, done) => once((sent) => write(chunk, encoding, sent), done)
  if (writeMany) socket._writev = (chunks, done) => once((sent) => writeMany(chunks, sent), done)
}
