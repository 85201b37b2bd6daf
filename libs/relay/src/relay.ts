import type { Answer } from './answer.ts'
import type { Reply } from './reply.ts'

/**
 * The one loop: a chunk of the vendor in, at most one write to the client out, until the answer is over.
 * @throws GatewayError when the answer failed; what came before is with the client.
 */
export async function relay(answer: Answer, reply: Reply): Promise<void> {
  await reply.write(answer.sink.take())
  while (!answer.over && !reply.gone.aborted) {
    await answer.pull()
    if (!answer.over) await reply.write(answer.sink.take())
  }
  if (answer.failure) {
    await reply.write(answer.sink.take())
    throw answer.failure
  }
  if (reply.gone.aborted) throw reply.gone.reason
  reply.end(answer.sink.close())
}
