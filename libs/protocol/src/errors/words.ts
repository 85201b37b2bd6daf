import type { ErrorKind } from '../canonical/error.ts'

/** What vendors without a code say in words, under a status that also means other things. */
const kindOfWord: readonly { readonly status: number; readonly kind: ErrorKind; readonly pattern: RegExp }[] = [
  // OpenAI, vLLM, llama.cpp and Google.
  {
    status: 400,
    kind: 'context-length',
    pattern:
      /exceed_context_size|maximum context length|exceeds? the (?:available )?context|input token count.{0,200}exceeds|exceeds the maximum number of tokens|prompt is too long/is,
  },
  // OpenAI and new-api, of an address that they do not have.
  { status: 404, kind: 'wrong-address', pattern: /^Invalid URL \(/ },
]

/** The kind that an error's message decides; undefined when it leaves it to the status. `said`: of bounded length. */
export function kindOfWords(status: number, said: string): ErrorKind | undefined {
  return kindOfWord.find((word) => word.status === status && word.pattern.test(said))?.kind
}
