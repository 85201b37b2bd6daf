import type { Duplex } from 'node:stream'

/** A whole interim answer at the start of an answer: a status line, perhaps headers, an empty line. */
const continueHead = /^HTTP\/1\.[01] 100(?: [^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n/

const START = 'HTTP/1.1 100'

/** A longer one is not waited for: let the parser say what is wrong with it. */
const HEAD_BYTES_MAX = 1024

/**
 * Takes `100 Continue` out of what a server sends before its answer. A client that did not ask for it must ignore it (RFC
 * 9110, 15.2); undici closes the connection instead. For sockets that carry one exchange at a time.
 */
export function skipContinue(socket: Duplex): void {
  const write = socket.write
  const push = socket.push
  let awaiting = false
  let early: Buffer | undefined
  socket.write = ((...args: Parameters<Duplex['write']>) => {
    awaiting = true
    return write.apply(socket, args)
  }) as Duplex['write']
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (!awaiting) return push.call(socket, chunk, encoding)
    const begun = early
    early = undefined
    // The end of the stream; what may have become an interim answer became none.
    if (!Buffer.isBuffer(chunk)) {
      if (begun) push.call(socket, begun)
      return push.call(socket, chunk, encoding)
    }
    const rest = withoutContinue(begun ? Buffer.concat([begun, chunk]) : chunk)
    if (rest.length === 0) return true
    if (mayBecomeContinue(rest)) {
      early = rest
      return true
    }
    awaiting = false
    return push.call(socket, rest, encoding)
  }
}

function withoutContinue(bytes: Buffer): Buffer {
  let rest = bytes
  while (rest.length > 0 && startsLikeContinue(rest)) {
    const head = continueHead.exec(rest.toString('latin1', 0, HEAD_BYTES_MAX))?.[0]
    if (head === undefined) break
    rest = rest.subarray(head.length)
  }
  return rest
}

/** Whether more bytes may complete an interim answer. */
function mayBecomeContinue(bytes: Buffer): boolean {
  return startsLikeContinue(bytes) && bytes.length < HEAD_BYTES_MAX
}

/** Also true for a beginning of its first line, in which the version may be 1.0. */
function startsLikeContinue(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, START.length).replace('HTTP/1.0', 'HTTP/1.1')
  return START.startsWith(start)
}
