import { GatewayError } from '@sluice/protocol'
import type { HopBody } from './hop-body.ts'
import { brokenBodyError } from './transport-error.ts'

/** Reads a body to its end. @throws GatewayError truncated; bad-upstream-response when it is larger than `bytesMax`. */
export async function readText(body: HopBody, bytesMax: number): Promise<string> {
  const { text, cut } = await readStart(body, bytesMax)
  if (cut) {
    throw new GatewayError({
      kind: 'bad-upstream-response',
      message: `The upstream's answer is larger than ${bytesMax} bytes.`,
    })
  }
  return text
}

/**
 * Reads at most `bytesMax` bytes of a body: enough for an error's text. The rest is the caller's to abort.
 * @throws GatewayError truncated when it breaks off.
 */
export function readStart(body: HopBody, bytesMax: number): Promise<{ text: string; cut: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const done = () => {
      const text = Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8')
      resolve({ text, cut: bytes > bytesMax })
    }
    body.read({
      chunk(chunk) {
        if (bytes > bytesMax) return
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes <= bytesMax) return
        body.pause()
        done()
      },
      end: done,
      fail: (error) => reject(brokenBodyError(error)),
    })
  })
}
