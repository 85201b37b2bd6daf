import type { Reply } from './reply.ts'
import type { Script } from './script.ts'

const limits = { repliesMax: 100 }

/** Replies built once and played many times, for benchmarks: the script key `static` in the model name asks for it. */
export class StaticReplies {
  readonly #replies = new Map<string, Reply>()

  /** `key` must name everything the reply depends on. */
  reply(key: string, script: Script, build: () => Reply): Reply {
    if (!script.static) return build()
    const known = this.#replies.get(key)
    if (known !== undefined) return known
    const reply = build()
    if (this.#replies.size >= limits.repliesMax) this.#replies.clear()
    this.#replies.set(key, reply)
    return reply
  }
}
