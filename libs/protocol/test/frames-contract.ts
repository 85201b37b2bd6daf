import { describe, expect, it } from '@jest/globals'
import { type Codec, checkEventOrder, type FrameView, type FrameWatcher, type StreamMessage } from '../src/index.ts'
import { meaningOf, payloadsOf } from './answer-meaning.ts'
import { type ContractOptions, finishes, unfinishedPrefixes } from './contract.ts'
import { decodeEvents, foldPayloads, readMessages } from './translate-answer.ts'

export interface FrameContractOptions extends ContractOptions {
  /** Fixtures whose failure only a translation shows: the vendor's own words pass as they are. */
  readonly passingFailures: readonly string[]
  /** Fixtures in which a translation makes text of something that is no text in the frames. */
  readonly otherText: readonly string[]
}

/** What every frame face does with a stream that passes between a vendor and a client of its own protocol. */
export function runFrameContract(options: FrameContractOptions): void {
  const { codec, fixtures, passingFailures, otherText } = options
  const { protocol } = codec
  const visibleText = (messages: readonly StreamMessage[]) => meaningOf(decodeEvents(protocol, messages)).text

  describe.each(fixtures)(`${protocol} watches $name`, ({ name, bytes, fails }) => {
    // Comments never reach the frames.
    const messages = readMessages(bytes).filter((message) => message.data !== '')
    const passes = passingFailures.includes(name)

    it('and agrees with the decoder on end, failure and usage', () => {
      const { watcher, views } = watch(codec, messages)
      const failure = failureOf(watcher, views)
      expect(failure !== undefined).toBe(fails && !passes)
      expect(watcher.finished).toBe(failure === undefined)
      const decoded = decodeEvents(protocol, messages).at(-1)
      if (decoded?.type === 'finish') expect(watcher.usage).toEqual(decoded.usage)
    })

    it('and reports an error when it is cut at any message boundary before its finish', () => {
      for (const cut of unfinishedPrefixes(protocol, messages)) {
        const { watcher, views } = watch(codec, cut)
        expect(failureOf(watcher, views)).toBeDefined()
      }
    })

    it('and promises a 200 no later than with the first text or finish', () => {
      const { views } = watch(codec, messages)
      const first = views.findIndex((view) => view.output)
      const before = first === -1 ? messages : messages.slice(0, first)
      expect(before.some((message) => finishes(protocol, message))).toBe(false)
      expect(visibleText(before)).toBe('')
    })

    it('and reads the visible text that its decoder reads', () => {
      const slots = watch(codec, messages).views.flatMap((view) => view.textSlots())
      // Passing bytes are left as they are, lone surrogates included.
      const read = slots.map((slot) => slot.text.toWellFormed()).join('')
      if (!otherText.includes(name)) expect(read).toBe(visibleText(messages))
    })

    it('and writes text back into any frame that has a slot', () => {
      for (const [at, message] of messages.entries()) {
        const { views } = watch(codec, messages.slice(0, at + 1))
        for (const position of views.at(-1)!.textSlots().keys()) {
          for (const text of ['', 'new "text"\n']) {
            expect(readBack(codec, messages.slice(0, at), message, position, text)).toBe(text)
          }
        }
      }
    })

    it('and ends with a text and a normal stop of its own wherever it is stopped', () => {
      for (const [at] of messages.entries()) {
        const before = messages.slice(0, at)
        const { watcher, views } = watch(codec, before)
        if (watcher.finished || views.some((view) => view.error) || visibleText(before) === '') continue
        const after = [...watcher.textFrames(0, 'MORE'), ...watcher.stopFrames([0], true)]
        const stopped = decodeEvents(protocol, [...before, ...after])
        expect(stopped.at(-1)).toMatchObject({ type: 'finish', choices: [{ choice: 0 }] })
        expect(meaningOf(stopped).text).toBe(`${visibleText(before)}MORE`)
        const { terminal } = codec.frames
        if (terminal) expect(after.at(-1)).toMatchObject({ data: terminal.data })
      }
    })

    it('and folds to a whole answer that says what the stream says', () => {
      if (fails) return
      const folded = foldPayloads(protocol, messages.flatMap(payloadsOf))
      const whole = decodeEvents(protocol, codec.backend.unfold(JSON.stringify(folded)))
      expect(checkEventOrder(whole)).toEqual([])
      expect(meaningOf(whole)).toEqual(meaningOf(decodeEvents(protocol, messages)))
    })
  })
}

function watch(codec: Codec, messages: readonly StreamMessage[]): { watcher: FrameWatcher; views: FrameView[] } {
  const watcher = codec.frames.createWatcher()
  return { watcher, views: messages.map((message) => watcher.read(message)) }
}

function failureOf(watcher: FrameWatcher, views: readonly FrameView[]) {
  return views.find((view) => view.error)?.error ?? watcher.end()
}

/** The text of a slot after it was set, written to the wire and read again. */
function readBack(
  codec: Codec,
  before: readonly StreamMessage[],
  message: StreamMessage,
  position: number,
  text: string,
): string | undefined {
  const { watcher } = watch(codec, before)
  const view = watcher.read(message)
  const slot = view.textSlots()[position]
  if (slot) slot.text = text
  const { views } = watch(codec, [...before, { data: JSON.stringify(view.json) }])
  return views.at(-1)?.textSlots()[position]?.text
}
