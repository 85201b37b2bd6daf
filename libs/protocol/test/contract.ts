import { describe, expect, it } from '@jest/globals'
import { type Codec, checkEventOrder, type Protocol, type StreamEvent, type StreamMessage } from '../src/index.ts'
import { meaningOf, payloadsOf, rechunked, stringsOf } from './answer-meaning.ts'
import { facts } from './facts/index.ts'
import type { Fixture } from './fixtures.ts'
import { askedOf, decodeEvents, encodeEvents, foldFrames, framesJson, readMessages } from './translate-answer.ts'

export interface ContractOptions {
  readonly codec: Codec
  readonly fixtures: readonly Fixture[]
}

/** What every decoder does with every stream, however the network cuts it. */
export function runDecoderContract({ codec, fixtures }: ContractOptions): void {
  const { protocol, client } = codec
  const { failure, terminal } = facts[protocol]
  const decode = (bytes: Uint8Array, cuts?: readonly number[]) => decodeEvents(protocol, readMessages(bytes, cuts))

  describe.each(fixtures)(`${protocol} decodes $name`, ({ bytes, fails }) => {
    it('to events in order, with one finish or error', () => {
      expect(checkEventOrder(decode(bytes))).toEqual([])
      expect(decode(bytes).at(-1)?.type).toBe(fails ? 'error' : 'finish')
    })

    it('to the same events at every byte cut and byte by byte (U31 U32)', () => {
      const uncut = JSON.stringify(decode(bytes))
      for (let cut = 1; cut < bytes.length; cut++) expect(JSON.stringify(decode(bytes, [cut]))).toBe(uncut)
      expect(JSON.stringify(decode(bytes, [...bytes.keys()].slice(1)))).toBe(uncut)
    })

    it.each([
      ['LF', (text: string) => text.replaceAll('\r\n', '\n')],
      ['CRLF', (text: string) => text.replaceAll(/\r?\n/g, '\r\n')],
      ['comments in between', (text: string) => text.replaceAll(/(\r?\n)\r?\n/g, '$&: ping$1$1')],
      [
        'heartbeats of this protocol in between',
        (text: string) => text.replaceAll(/\r?\n\r?\n/g, `$&${client.openStream(askedOf(protocol)).heartbeat()}`),
      ],
      ['a byte order mark', (text: string) => `\uFEFF${text.replace('\uFEFF', '')}`],
    ])('to the same events with %s', (_change, change) => {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      expect(decode(new TextEncoder().encode(change(text)))).toEqual(decode(bytes))
    })

    it('to an error when it is cut at any message boundary before its finish', () => {
      for (const cut of unfinishedPrefixes(protocol, readMessages(bytes))) {
        expect(checkEventOrder(decodeEvents(protocol, cut))).toEqual([])
        expect(decodeEvents(protocol, cut).at(-1)?.type).toBe('error')
      }
    })

    it('to an error and nothing more where the vendor reports one', () => {
      const messages = readMessages(bytes)
      const over = messages.findIndex((message) => message.data === terminal)
      for (const [at] of messages.slice(0, over === -1 ? undefined : over).entries()) {
        const failing = decodeEvents(protocol, [...messages.slice(0, at), failure, ...messages.slice(at)])
        expect(checkEventOrder(failing)).toEqual([])
        expect(failing.at(-1)?.type).toBe('error')
      }
    })

    it('to well-formed text', () => {
      for (const text of stringsOf(decode(bytes))) expect(text.isWellFormed()).toBe(true)
    })
  })
}

export interface EncoderContractOptions {
  readonly codec: Codec
  /** Complete answers of any protocol. */
  readonly answers: readonly { readonly name: string; readonly events: readonly StreamEvent[] }[]
}

/** What every encoder does with the events of every decoder. */
export function runEncoderContract({ codec, answers }: EncoderContractOptions): void {
  const { protocol } = codec

  describe.each(answers)(`${protocol} encodes $name`, ({ events }) => {
    it('to the same whole answer however its text was cut (S38)', () => {
      const whole = foldFrames(protocol, encodeEvents(protocol, events))
      expect(foldFrames(protocol, encodeEvents(protocol, rechunked(events)))).toEqual(whole)
    })

    it('to a stream and a whole answer that say what the events say (S38)', () => {
      const frames = encodeEvents(protocol, events)
      const streamed = decodeEvents(protocol, frames)
      expect(checkEventOrder(streamed)).toEqual([])
      expect(meaningOf(streamed)).toEqual(meaningOf(events))
      const whole = decodeEvents(protocol, codec.backend.unfold(JSON.stringify(foldFrames(protocol, frames))))
      expect(meaningOf(whole)).toEqual(meaningOf(events))
    })

    it('to well-formed text', () => {
      for (const text of stringsOf(framesJson(encodeEvents(protocol, events)))) expect(text.isWellFormed()).toBe(true)
    })
  })
}

/** Every cut at a message boundary up to the message that says the finish, the empty stream included. */
export function unfinishedPrefixes(protocol: Protocol, messages: readonly StreamMessage[]): StreamMessage[][] {
  const finish = messages.findIndex((message) => finishes(protocol, message))
  const boundaries = finish === -1 ? messages : messages.slice(0, finish + 1)
  return boundaries.map((_message, boundary) => messages.slice(0, boundary))
}

export function finishes(protocol: Protocol, message: StreamMessage): boolean {
  return payloadsOf(message).some(facts[protocol].saysFinish)
}
