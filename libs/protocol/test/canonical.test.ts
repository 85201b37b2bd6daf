import { describe, expect, it } from '@jest/globals'
import {
  checkEventOrder,
  codecs,
  errorKinds,
  GatewayError,
  type GenerationRequest,
  type Message,
  protocols,
  type StreamEvent,
} from '../src/index.ts'
import { encodeEvents } from './translate-answer.ts'
import { sources } from './vectors/check.ts'

const start: StreamEvent = { type: 'start' }
const finish: StreamEvent = { type: 'finish', choices: [{ choice: 0, reason: 'stop' }] }
const choice = 0
const media: StreamEvent = {
  type: 'media',
  choice,
  part: { mimeType: 'image/png', source: { type: 'base64', data: 'iVBORw0KGgo=' } },
}
const citation: StreamEvent = {
  type: 'citation',
  choice,
  citation: { url: 'https://a.test', title: 'A', start: 0, end: 2 },
}
const redacted: StreamEvent = { type: 'redacted-reasoning', choice, data: 'x', protocol: 'gemini' }

describe('the order of events', () => {
  it('lets media and redacted thoughts stand between blocks, and a citation anywhere', () => {
    const text: StreamEvent[] = [
      { type: 'text-start', choice },
      { type: 'text-delta', choice, text: 'so' },
      citation,
      { type: 'text-end', choice },
    ]
    expect(checkEventOrder([start, redacted, ...text, media, citation, finish])).toEqual([])
  })

  it.each([media, redacted])('lets no $type stand inside a block', (event) => {
    const inside: StreamEvent[] = [
      start,
      { type: 'refusal-start', choice },
      event,
      { type: 'refusal-end', choice },
      finish,
    ]
    expect(checkEventOrder(inside)).toEqual([`event 2 (${event.type}): refusal of choice 0 is still open`])
  })

  it('wants every delta inside its own block and every block closed', () => {
    expect(checkEventOrder([start, { type: 'refusal-delta', choice, text: 'no' }, finish])).toHaveLength(1)
    expect(checkEventOrder([start, { type: 'refusal-start', choice }, finish])).toHaveLength(1)
  })
})

describe('kinds of errors', () => {
  it('send what the client did wrong nowhere else', () => {
    const elsewhere = errorKinds.filter((kind) => new GatewayError({ kind, message: '' }).elsewhere)
    expect(elsewhere).toEqual(
      expect.arrayContaining(['upstream-auth', 'quota-exhausted', 'rate-limited', 'overloaded', 'unreachable']),
    )
    expect(elsewhere).not.toEqual(expect.arrayContaining(['bad-request']))
    expect(elsewhere).not.toEqual(expect.arrayContaining(['client-gone']))
  })
})

const cache = (at: string) => ({ cache: { at } })
const messages: readonly Message[] = [
  { role: 'user', parts: [{ type: 'text', text: 'hi', ...cache('mark-text') }] },
  {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'hm', at: 'thought' },
      { type: 'redacted-reasoning', data: 'x', protocol: 'gemini', at: 'redacted' },
      { type: 'refusal', text: 'no' },
      { type: 'tool-call', id: 'c', name: 'f', arguments: '{}', ...cache('mark-call') },
    ],
  },
  {
    role: 'tool',
    results: [
      { callId: 'c', name: 'f', parts: [{ type: 'text', text: 'r', ...cache('mark-part') }], ...cache('mark-result') },
    ],
  },
  { role: 'system', parts: [{ type: 'text', text: 'be kind', ...cache('mark-late') }] },
]
const request: GenerationRequest = {
  model: 'gemini-2.5-flash',
  system: [{ text: 's', ...cache('mark-system') }],
  messages,
  tools: [{ type: 'function', name: 'f', at: 'tool', ...cache('mark-tool') }],
  builtinTools: [],
  stop: [],
  output: { type: 'text' },
}

describe.each(protocols)('a request to %s', (protocol) => {
  const encode = (members: Partial<GenerationRequest> = {}) =>
    codecs[protocol].backend.prepare(
      { ...request, ...members },
      { sources, nameOf: (field) => field, remedies: [], quirks: {} },
    )

  it('carries or names each thing that is not everywhere', () => {
    const { body, dropped } = encode()
    expect([...dropped].sort()).toEqual(
      ['call', 'late', 'part', 'result', 'system', 'text', 'tool']
        .map((one) => `mark-${one}`)
        .concat('redacted', 'thought'),
    )
    for (const said of ['no', 'be kind']) expect(JSON.stringify(body)).toContain(said)
  })

  it("names every other protocol's own settings and no others", () => {
    const extensions = Object.fromEntries(protocols.map((one) => [one, { own: [1], group: { inner: 1 } }]))
    const others = protocols.filter((one) => one !== protocol)
    const { dropped } = encode({ extensions, messages: [], tools: [], system: [] })
    expect(dropped).toEqual(others.flatMap((one) => [`extensions.${one}.own`, `extensions.${one}.group.inner`]))
  })
})

describe.each(protocols)('an answer to a client of %s', (protocol) => {
  const said = (...events: StreamEvent[]) => JSON.stringify(encodeEvents(protocol, [start, ...events, finish]))

  it('says a refusal, a citation and that there is media', () => {
    const refusal: StreamEvent[] = [
      { type: 'refusal-start', choice },
      { type: 'refusal-delta', choice, text: 'I will not' },
      { type: 'refusal-end', choice },
    ]
    expect(said(...refusal)).toContain('I will not')
    expect(said(citation)).toContain('https://a.test')
    expect(said(media)).toContain('image/png')
  })

  it.each(['refusal', 'pause'] as const)('has a word for the end %s', (reason) => {
    const frames = encodeEvents(protocol, [start, { type: 'finish', choices: [{ choice, reason }] }])
    expect(JSON.stringify(frames)).toMatch(reason === 'refusal' ? /content_filter|SAFETY/ : /length|MAX_TOKENS/)
  })

  it('says why it was refused, where the model itself said nothing', () => {
    const why: StreamEvent = {
      type: 'finish',
      choices: [{ choice, reason: 'refusal', details: { category: 'cyber', explanation: 'not that' } }],
    }
    expect(JSON.stringify(encodeEvents(protocol, [start, why]))).toContain('not that')
  })

  it("carries no other vendor's signature", () => {
    const signature = { protocol: 'openai-chat', text: 'U0lH' } as const
    const events: StreamEvent[] = [
      { type: 'text-start', choice },
      { type: 'text-end', choice, signature },
      { type: 'tool-call-start', choice, id: 'c', name: 'f', signature },
      { type: 'tool-call-end', choice },
    ]
    expect(said(...events)).not.toContain('U0lH')
  })
})
