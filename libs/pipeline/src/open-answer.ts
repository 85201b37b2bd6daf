import { codecs, GatewayError, type Protocol } from '@sluice/protocol'
import { Answer, type Transcoder } from '@sluice/relay'
import { type HopAnswer, headerOf, readText } from '@sluice/upstream'
import type { RunningCall } from './vendor-call.ts'

/** Largest whole answer of a vendor that does not stream. */
const WHOLE_ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** Reads a hop's answer, which is none of an error, up to its first output. @throws GatewayError when it fails before that. */
export async function openAnswer(
  protocol: Protocol,
  transcoder: Transcoder,
  running: RunningCall,
  hop: HopAnswer,
): Promise<Answer> {
  const contentType = headerOf(hop, 'content-type') ?? ''
  if (!isReadable(hop, contentType)) throw unreadableAnswer(contentType)
  const answer = new Answer({ codec: codecs[protocol], body: hop.body, transcoder, call: running })
  try {
    if (contentType.includes('json')) answer.unfold(await readText(hop.body, WHOLE_ANSWER_BYTES_MAX))
    else await answer.peek()
    if (answer.failure && !answer.progress.output) throw answer.failure
    return answer
  } catch (error) {
    answer.close()
    throw error
  }
}

function isReadable(hop: HopAnswer, contentType: string): boolean {
  const encoding = headerOf(hop, 'content-encoding') ?? 'identity'
  return encoding === 'identity' && !contentType.includes('html')
}

function unreadableAnswer(contentType: string): GatewayError {
  const what = contentType.includes('html') ? 'an HTML page' : 'a compressed body'
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: `The upstream answered with ${what} instead of a stream.`,
  })
}
