import { request } from 'node:http'
import type { RawRequest } from '../raw-client.ts'

/** An answer and when its parts came. */
export interface Timed {
  readonly status: number
  readonly text: string
  readonly complete: boolean
  /** Longest wait between two parts. */
  readonly longestGapMs: number
  /** From the request to the end. */
  readonly tookMs: number
}

/** Asks, and measures the waits. Rejects when there is no status line. */
export function askTimed({ url, headers = {}, body }: RawRequest): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    let lastAt: number | undefined
    let longestGapMs = 0
    const pieces: Buffer[] = []
    const method = body === undefined ? 'GET' : 'POST'
    const outgoing = request(url, { method, headers: { 'content-type': 'application/json', ...headers }, agent: false })
    outgoing.once('error', reject)
    outgoing.once('response', (incoming) => {
      incoming.on('data', (piece: Buffer) => {
        const nowMs = performance.now()
        if (lastAt !== undefined) longestGapMs = Math.max(longestGapMs, nowMs - lastAt)
        lastAt = nowMs
        pieces.push(piece)
      })
      incoming.on('error', () => {})
      incoming.once('close', () => {
        const text = Buffer.concat(pieces).toString()
        const { statusCode: status = 0, complete } = incoming
        resolve({ status, text, complete, longestGapMs, tookMs: performance.now() - startedAt })
      })
    })
    outgoing.end(body)
  })
}
