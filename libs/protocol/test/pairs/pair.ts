import type { JsonObject } from '../../src/index.ts'

/**
 * One answer in the two forms in which a vendor gives it: streamed and whole. Texts and ids are invented; the members and
 * their order are as they were `seen`: documented, or recorded in a public repository.
 */
export interface Pair {
  readonly situation: string
  /** Address of the page, or path in a public repository. */
  readonly seen: string
  readonly stream: readonly JsonObject[]
  readonly whole: JsonObject
  /** Where the vendor's two forms differ by themselves. */
  readonly differences?: readonly Difference[]
}

export interface Difference {
  /** Path in the whole answer: `choices.0.message.annotations`. */
  readonly at: string
  readonly because: string
}

/** Chunks with one choice each, and what follows them. `head` stands in every chunk. */
export function chunks(head: JsonObject, choices: readonly JsonObject[], ...last: JsonObject[]): JsonObject[] {
  const object = 'chat.completion.chunk'
  return [...choices.map((choice) => ({ choices: [{ index: 0, ...choice }] })), ...last].map((chunk) => ({
    object,
    ...head,
    ...chunk,
  }))
}

/** A whole answer of one choice. */
export function completion(head: JsonObject, choice: JsonObject, more: JsonObject): JsonObject {
  return { object: 'chat.completion', ...head, choices: [{ index: 0, ...choice }], ...more }
}

export function counts(prompt: number, output: number, more: JsonObject = {}): JsonObject {
  return { prompt_tokens: prompt, completion_tokens: output, total_tokens: prompt + output, ...more }
}
