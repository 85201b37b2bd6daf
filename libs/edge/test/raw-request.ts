import { connect } from 'node:net'

/** Sends bytes, each further piece when something has come back, and gives all that came until the server closed. */
export function sendRaw(port: number, ...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const waiting = [...pieces]
    const sendNext = () => socket.write(waiting.shift() ?? '', 'latin1')
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      received += text
      if (waiting.length > 0) sendNext()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)))
    socket.on('close', () => resolve(received))
    sendNext()
  })
}
