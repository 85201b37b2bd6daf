/** The last part of every deadline, counted only when the event loop is known to run. */
const GRACE_MS = 10

/**
 * The answer, when it comes in time.
 *
 * A stalled event loop runs its late timers before it looks at its sockets, and would call an answer late that has been
 * there for long. So the last milliseconds are a timer of their own, during which the loop sends and reads.
 *
 * @throws Error when it does not come in time.
 */
export function within<Answer>(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${timeoutMs} ms`))
    let timer = setTimeout(() => {
      timer = setTimeout(late, GRACE_MS)
    }, timeoutMs - GRACE_MS)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
