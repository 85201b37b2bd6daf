import { GatewayError } from '@sluice/protocol'
import { brokenBodyError } from './transport-error.ts'

/** Reads a body to its end. @throws GatewayError truncated; bad-upstream-response when it is larger than `bytesMax`. */
export async function readText(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<string> {
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
export async function readStart(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<{ text: string; cut: boolean }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  let cut = false
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.length
      cut = bytes > bytesMax
      if (cut) break
    }
  } catch (error) {
    throw brokenBodyError(error)
  }
  return { text: Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8'), cut }
}
