import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { matchesGlob, parseStopTags } from '@sluice/config'
import { GatewayError } from '@sluice/protocol'
import { SseSplitter } from '@sluice/sse'
import { matchRoute } from '../libs/edge/src/addresses/match-route.ts'
import { preflightHeaders } from '../libs/edge/src/doors/cors-headers.ts'
import { clientKeys } from '../libs/edge/src/doors/credentials.ts'
import { parseBody } from '../libs/edge/src/doors/parse-body.ts'
import { isLoopbackOrigin, isPrivateHost, peerIdentity } from '../libs/edge/src/doors/peer.ts'
import { decodeHopHeaders } from '../libs/pipeline/src/hop-headers.ts'
import { growthFaults, type Work } from '../libs/protocol/test/growth/measure.ts'
import { unkindTexts } from '../libs/protocol/test/growth/unkind-texts.ts'
import { TagMatcher } from '../libs/relay/src/tag-matcher.ts'
import { redact } from '../libs/telemetry/src/redaction.ts'

const tags = ['a', '</answer>', '\n\n', 'aaaaab', '1111', '==a'].map((tag) => ({ tag: tag.repeat(8), include: false }))

function requestWith(name: string, value: string): IncomingMessage {
  return { headers: { [name]: value }, rawHeaders: [name, value] } as unknown as IncomingMessage
}

/** Runs work that may refuse in words of its own, as callers do. */
function quietly(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (error instanceof GatewayError || error instanceof Error) return undefined
    throw error
  }
}

/** What reads a client's or a vendor's text outside of the codecs. */
const functions: Readonly<Record<string, (text: string) => unknown>> = {
  'a path': (text) => matchRoute('POST', `/v1/${text}`, () => undefined),
  'a query': (text) => matchRoute('GET', `/v1/models?${text}`, () => text),
  'a key': (text) => clientKeys(requestWith('authorization', text), `/?${text}`),
  'headers that a page asks for': (text) =>
    preflightHeaders(requestWith('access-control-request-headers', text), false),
  'a host': isPrivateHost,
  'an origin': isLoopbackOrigin,
  'an address': peerIdentity,
  'a body': (text) => parseBody(Buffer.from(text)),
  'stop tags of a header': (text) => quietly(() => parseStopTags(text)),
  'headers of a hop': (text) => decodeHopHeaders({ 'x-sluice-internal-stop-tags': text }),
  'a model for a glob': (text) => matchesGlob('*a*b*-*c*', text),
  'a log line': (text) => redact(JSON.stringify({ msg: text, key: text })),
  'an event stream': (text) => {
    const splitter = new SseSplitter({ bareText: true })
    return [splitter.push(Buffer.from(text)), splitter.end()]
  },
  'an event stream in small chunks': (text) => {
    const splitter = new SseSplitter({ bareText: true })
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 16) splitter.push(bytes.subarray(at, at + 16))
    return splitter.end()
  },
  'a text with stop tags': (text) => new TagMatcher(tags).push(text),
  'a text with stop tags in small pieces': (text) => {
    const matcher = new TagMatcher(tags)
    for (let at = 0; at < text.length; at += 4) matcher.push(text.slice(at, at + 4))
    return matcher.flush()
  },
}

describe.each(Object.entries(functions))('%s', (_name, read) => {
  it('costs no more than in proportion to its length', () => {
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
