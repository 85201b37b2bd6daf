import type { Answer } from './answer.ts'
import type { Reply } from './reply.ts'

/**
 * The one loop: what one read of the vendor's socket brought goes to the client in one write, within the same tick, until
 * the answer is over. A client that does not keep up holds the vendor back. When the client leaves, the vendor's call is
 * ended, and with it the answer.
 * @throws GatewayError when the answer failed; what came before is with the client.
 */
export function relay(answer: Answer, reply: Reply): Promise<void> {
  return new Promise((resolve, reject) => {
    let due = false
    const step = () => {
      due = false
      try {
        if (!answer.over) {
          if (!reply.write(reply.sink.take())) answer.pause()
        } else if (answer.failure === undefined) {
          reply.end(reply.sink.close())
          resolve()
        } else {
          reply.write(reply.sink.take())
          reject(answer.failure)
        }
      } catch (error) {
        reject(error)
      }
    }
    reply.onDrain(() => answer.resume())
    answer.flowInto(reply.sink, () => {
      // A burst arrives as many chunks in one tick.
      if (!due) queueMicrotask(step)
      due = true
    })
  })
}
