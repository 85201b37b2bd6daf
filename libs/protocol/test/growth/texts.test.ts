import { describe, expect, it } from '@jest/globals'
import { standardBase64 } from '../../src/base64.ts'
import { parseBounded, parseExact } from '../../src/gemini/backend/exact-json.ts'
import { familyOf } from '../../src/gemini/models.ts'
import { codecs, objectMembers, protocols, scanJson, spliceJson } from '../../src/index.ts'
import { extensionOf, mimeTypeOfName, normalMimeType, parseDataUrl, sniffMimeType } from '../../src/media.ts'
import { redactSecrets } from '../../src/redact.ts'
import { durationMs, retryAfterFromHeaders, retryAfterFromText } from '../../src/retry-after.ts'
import { isBase64Signature } from '../../src/signature.ts'
import { wellFormed, wellFormedText } from '../../src/well-formed.ts'
import { growthFaults, type Work } from './measure.ts'
import { unkindTexts } from './unkind-texts.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Functions of one text that a client or a vendor chooses. */
const functions: Readonly<Record<string, (text: string) => unknown>> = {
  standardBase64,
  parseDataUrl,
  sniffMimeType,
  mimeTypeOfName,
  extensionOf,
  normalMimeType,
  redactSecrets,
  durationMs,
  retryAfterFromText,
  retryAfterFromHeaders: (text) => retryAfterFromHeaders(() => text, 0),
  isBase64Signature,
  wellFormedText,
  wellFormed: (text) => wellFormed({ [text]: [text] }),
  parseBounded,
  parseExact,
  familyOf,
  scanJson: (text) => scanJson(bytesOf(text)),
  objectMembers: (text) => objectMembers(bytesOf(text)),
  spliceJson: (text) =>
    spliceJson(bytesOf(JSON.stringify({ a: { [text]: text } })), [{ path: ['a', 'b'], json: 'true' }]),
}

for (const protocol of protocols) {
  const { backend } = codecs[protocol]
  const answer = (status: number, body: string) =>
    backend.decodeError({ status, contentType: 'application/json', header: () => undefined, body, nowMs: 0 })
  Object.assign(functions, {
    [`an error of ${protocol}`]: (text: string) => answer(400, JSON.stringify({ error: { message: text } })),
    [`a limit of ${protocol}`]: (text: string) => answer(429, JSON.stringify({ error: { message: text, code: text } })),
    [`an odd body of ${protocol}`]: (text: string) => answer(404, text),
    [`a whole answer of ${protocol}`]: (text: string) => backend.unfold(text),
  })
}

describe.each(Object.entries(functions))('%s', (_name, read) => {
  it('takes no more than in proportion to its text', () => {
    const works = Object.entries(unkindTexts).map(([name, textOf]): [string, Work] => {
      return [
        name,
        (size) => {
          const text = textOf(size)
          return () => read(text)
        },
      ]
    })
    expect(growthFaults(Object.fromEntries(works), { min: 1024, max: 16_384 })).toEqual([])
  })
})
