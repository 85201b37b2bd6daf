import { parseBody } from '@sluice/edge'
import { badRequest, isJsonObject, type Json, type JsonObject, modelAddresses } from '@sluice/protocol'
import { chooseProtocol, type Target } from '@sluice/targets'
import { askTarget } from './ask-target.ts'
import type { ModelCall } from './models.ts'
import type { PlainAnswer } from './plain.ts'

const COUNT_TIMEOUT_MS = 30_000

/** English text averages about four characters a token; media is counted as Google counts one image. */
const CHARS_PER_TOKEN = 4
const TOKENS_PER_MEDIA = 258

/** The vendor's own count where it has one, the body passed as it is; else an estimate, which a header says. */
export async function countTokens(
  target: Target,
  model: string,
  bytes: Uint8Array,
  { dialect, requestId }: ModelCall,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  const protocol = chooseProtocol(dialect, target)
  const path = modelAddresses[protocol].countPath?.(model)
  if (path === undefined)
    return { body: estimateTokens(parseBody(bytes)), headers: { 'x-sluice-estimated': 'totalTokens' } }
  const question = { method: 'POST', protocol, path, body: bytes, requestId, timeoutMs: COUNT_TIMEOUT_MS } as const
  return { body: await askTarget(target, question, signal) }
}

/**
 * An estimate of a Gemini request's tokens, for models whose vendor has no count. Marked as one by its header.
 * @throws GatewayError bad-request when there is nothing to count.
 */
function estimateTokens(body: JsonObject): { totalTokens: number } {
  const inner = body.generateContentRequest
  const request = isJsonObject(inner) ? inner : body
  const contents = request.contents
  if (contents === undefined)
    throw badRequest('contents', 'The field contents is missing: give the contents whose tokens are to be counted.')
  const { chars, media } = measure([contents, request.systemInstruction ?? null, request.tools ?? null])
  return { totalTokens: Math.max(1, Math.ceil(chars / CHARS_PER_TOKEN) + media * TOKENS_PER_MEDIA) }
}

/** Walks without recursion: a body may be nested as deep as its limit allows. */
function measure(roots: readonly Json[]): { chars: number; media: number } {
  const queue: Json[] = [...roots]
  let chars = 0
  let media = 0
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next === 'string') chars += next.length
    else if (Array.isArray(next)) for (const item of next) queue.push(item)
    else if (isJsonObject(next)) {
      for (const [key, value] of Object.entries(next)) {
        if (/^(inlineData|inline_data|fileData|file_data)$/.test(key)) media++
        else queue.push(value)
      }
    }
  }
  return { chars, media }
}
