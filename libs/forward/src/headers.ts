import type { IncomingHttpHeaders } from 'node:http'

/**
 * Headers of a client that the upstream has no business with: its keys, its cookies, its way here, and what was said to
 * this server alone. `transfer-encoding` frames the body, which goes on as it comes.
 */
const withheld =
  /^(authorization|x-api-key|x-goog-api-key|api-key|cookie|forwarded|x-forwarded-.*|x-real-ip|x-sluice-.*|connection|keep-alive|proxy|proxy-.*|te|trailer|upgrade|expect)$/

/** Headers of the upstream's answer that say something about the answer; the rest is about the upstream. */
const handedOn = /^(content-.*|transfer-encoding|retry-after|retry-after-ms|x-ratelimit-.*|openai-processing-ms|date)$/

/** The same of an error, whose body is written anew. */
const handedOnWithError = /^(x-ratelimit-.*|openai-processing-ms)$/

/** Which of a request's headers stay here: those, and what its sender says in `connection` is meant for this hop alone. */
export function withheldOf(headers: IncomingHttpHeaders): readonly string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  // A body that goes on without its framing would read as a request of its own.
  const isHop = (name: string) => named.includes(name) && name !== 'content-length' && name !== 'transfer-encoding'
  return Object.keys(headers).filter((name) => withheld.test(name) || isHop(name))
}

/** What of an answer's headers its client is given. */
export function handedOnOf(headers: IncomingHttpHeaders, what: 'answer' | 'error'): IncomingHttpHeaders {
  const names = what === 'answer' ? handedOn : handedOnWithError
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.test(name)))
}
