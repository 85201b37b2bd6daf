import { describe, expect, it } from '@jest/globals'
import {
  type Codec,
  checkEventOrder,
  type Frame,
  type GatewayError,
  type Passage,
  type Passed,
  type StreamMessage,
  type TextFilter,
} from '../src/index.ts'
import { meaningOf, payloadsOf } from './answer-meaning.ts'
import { type ContractOptions, finishes, unfinishedPrefixes } from './contract.ts'
import { facts } from './facts/index.ts'
import { askedOf, decodeEvents, foldPayloads, readMessages } from './translate-answer.ts'

/** What every frame face does with a stream that passes between a vendor and a client of its own protocol. */
export function runFrameContract({ codec, fixtures }: ContractOptions): void {
  const { protocol } = codec
  const { passingFailures, otherText, terminal } = facts[protocol]
  const textOf = (messages: readonly StreamMessage[]) => meaningOf(decodeEvents(protocol, messages)).text

  describe.each(fixtures)(`${protocol} passes $name`, ({ name, bytes, fails }) => {
    // Comments never reach the frames.
    const messages = readMessages(bytes).filter((message) => message.data !== '')
    const isPassed = passingFailures.includes(name)

    it('and agrees with the decoder on end, failure and usage', () => {
      const { passage, failure } = pass(codec, messages)
      expect(failure !== undefined).toBe(fails && !isPassed)
      const decoded = decodeEvents(protocol, messages).at(-1)
      if (decoded?.type === 'finish') expect(passage.usage).toEqual(decoded.usage)
    })

    it('as it came where nobody touches it', () => {
      if (fails) return
      for (const { passed, message } of pass(codec, messages).steps) {
        // What is wanted from nobody (usage that was not asked for) may stay away; nothing is rewritten.
        if (passed.frames !== 'same') expect(passed.frames.map(({ data }) => data)).not.toContain(message.data)
      }
      expect(meaningOf(decodeEvents(protocol, pass(codec, messages).frames))).toEqual(
        meaningOf(decodeEvents(protocol, messages)),
      )
    })

    it('and reports an error when it is cut at any message boundary before its finish', () => {
      for (const cut of unfinishedPrefixes(protocol, messages)) expect(pass(codec, cut).failure).toBeDefined()
    })

    it('and promises a 200 no later than with the first text or finish', () => {
      const { steps } = pass(codec, messages)
      const first = steps.findIndex(({ passed }) => passed.output)
      const before = first === -1 ? messages : messages.slice(0, first)
      expect(before.some((message) => finishes(protocol, message))).toBe(false)
      expect(textOf(before)).toBe('')
    })

    it('and shows the filter every text that its decoder reads, once', () => {
      if (otherText.includes(name)) return
      const seen: string[] = []
      pass(codec, messages, listening(seen))
      // Passing bytes are left as they are, lone surrogates included.
      expect(seen.join('').toWellFormed()).toBe(textOf(messages))
    })

    it('and says what the filter makes of the text, and no other', () => {
      if (fails || otherText.includes(name)) return
      const louder = filterOf({ push: (piece) => piece.replace(/[a-z]/g, (char) => char.toUpperCase()) })
      const { frames } = pass(codec, messages, louder)
      const expected = textOf(messages).replace(/[a-z]/g, (char) => char.toUpperCase())
      expect(textOf(frames)).toBe(expected)
    })

    it('and says at its end what the filter held back', () => {
      if (fails || otherText.includes(name)) return
      let held = ''
      const holding = filterOf({
        push: (piece) => {
          held += piece
          return ''
        },
        end: () => {
          const text = held
          held = ''
          return text
        },
      })
      expect(textOf(pass(codec, messages, holding).frames)).toBe(textOf(messages))
    })

    it('and ends with a normal stop of its own wherever the filter ends it', () => {
      if (otherText.includes(name)) return
      const pieces = piecesOf(codec, messages)
      for (const at of pieces.keys()) {
        const { frames, over, failure } = pass(codec, messages, stoppingAt(at))
        if (failure) continue
        expect(over).toBe('early-stop')
        const events = decodeEvents(protocol, frames)
        expect(events.at(-1)).toMatchObject({ type: 'finish', choices: [{ choice: 0 }] })
        expect(meaningOf(events).text).toBe(`${pieces.slice(0, at).join('').toWellFormed()}MORE`)
        if (terminal !== undefined) expect(frames.at(-1)).toMatchObject({ data: terminal })
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

interface Step {
  readonly message: StreamMessage
  readonly passed: Passed
}

/** A stream on its way through a passage, as relay takes it. */
function pass(codec: Codec, messages: readonly StreamMessage[], text?: TextFilter) {
  const passage = codec.frames.openPassage({ ...askedOf(codec.protocol), answerModel: 'vendor' }, text)
  const frames: Frame[] = []
  const steps: Step[] = []
  let failure: GatewayError | undefined
  let over: Passed['over']
  for (const message of messages) {
    const passed = passage.take(message)
    steps.push({ message, passed })
    frames.push(...(passed.frames === 'same' ? [message] : passed.frames))
    failure = passed.failure
    over = passed.over
    if (failure || over) break
  }
  if (!failure && !over) ({ failure, over } = endOf(passage, frames))
  return { passage, steps, frames, failure, over }
}

function endOf(passage: Passage, frames: Frame[]): Passed {
  const passed = passage.end()
  if (passed.frames !== 'same') frames.push(...passed.frames)
  return passed
}

/** The pieces of visible text in the order in which the filter is shown them. */
function piecesOf(codec: Codec, messages: readonly StreamMessage[]): string[] {
  const pieces: string[] = []
  pass(codec, messages, listening(pieces))
  return pieces
}

/** Changes nothing, and keeps what it is shown. */
function listening(seen: string[]): TextFilter {
  return filterOf({
    push: (piece) => {
      seen.push(piece)
      return piece
    },
  })
}

/** Lets the pieces before it through, says MORE in place of the piece at this place, and ends the answer there. */
function stoppingAt(at: number): TextFilter {
  let seen = 0
  return {
    push: (_choice, piece) => {
      seen++
      return seen <= at ? piece : 'MORE'
    },
    end: () => '',
    ended: () => seen > at,
    get done() {
      return seen > at
    },
  }
}

function filterOf({ push, end = () => '' }: { push: (piece: string) => string; end?: () => string }): TextFilter {
  return { push: (_choice, piece) => push(piece), end, ended: () => false, done: false }
}
