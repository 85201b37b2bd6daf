/** No answer of a slow target takes longer, not even with thousands of others before it. */
const ANSWER_TIMEOUT_MS = 60_000

/** Waits for the end of a load, but not for ever. */
export function within<T>(promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`no end within ${ANSWER_TIMEOUT_MS} ms`)), ANSWER_TIMEOUT_MS)
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
}
