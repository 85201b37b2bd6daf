import { expect } from '@jest/globals'
import type { RecordedRequest } from '@sluice/simulator'
import { expectEarlyError, expectLateError } from '../failures.ts'
import type { LogLine, Product } from '../product.ts'
import { ask, type RawAnswer } from '../raw-client.ts'
import { questionOf, requestsWith, simulatorOf, textOf, type Way } from '../ways.ts'

export type Script = Readonly<Record<string, string | number>>

type Status = number | { readonly openai: number; readonly gemini: number }

/** How an answer must end. `late`: output was there before, so a stream carries the error in itself; a whole answer never does. */
export interface End {
  readonly when: 'early' | 'late'
  /** For early errors, and for the code in a late one. */
  readonly status: Status
  /** Of the log line. */
  readonly reason: string
  /** How often the vendor is asked. */
  readonly requests: number
}

/** One way to fail, as a script of the simulators. */
export interface Fault extends End {
  /** Of the catalogue, and what happens. */
  readonly name: string
  readonly script: Script
}

export interface Asked {
  readonly answer: RawAnswer
  /** The gateway's log line. */
  readonly line: LogLine
  /** What the vendor was asked. */
  readonly seen: readonly RecordedRequest[]
}

let questions = 0

/** Names a question, so that its requests are found at the vendor. */
export const nextKey = (): string => `question-${++questions}.`

/** Asks with a script, and waits for the end in the log. */
export async function askScripted(
  product: Product,
  way: Way,
  script: Script,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const key = nextKey()
  const answer = await ask(questionOf(product, way, { script: { ...script, key }, headers }))
  return { answer, line: await product.endOf(answer.requestId), seen: requestsWith(simulatorOf(product, way), key) }
}

/** The whole promise about one fault on one way. */
export function expectFault({ answer, line, seen }: Asked, way: Way, end: End): void {
  expectFailed(answer, way, end)
  expect(seen).toHaveLength(end.requests)
  expect(line).toMatchObject({ reason: end.reason })
}

/** What the client sees of a failure, in its dialect and framing. */
export function expectFailed(answer: RawAnswer, way: Way, { when, status }: Pick<End, 'when' | 'status'>): void {
  const code = typeof status === 'number' ? status : status[way.dialect]
  if (when === 'early' || way.framing === 'whole') {
    expectEarlyError(answer, way.dialect, code)
    return
  }
  const error = expectLateError(answer, way)
  if (way.dialect === 'gemini') expect(error.code).toBe(code)
  expect(textOf(way, answer.text)).toMatch(/^piece 0 /)
}
