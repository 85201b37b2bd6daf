import { setTimeout as sleep } from 'node:timers/promises'
import type { Observations } from './observations.ts'
import type { SoakOptions } from './options.ts'
import type { Clients } from './perform.ts'
import { createRandom } from './random.ts'
import { taskOf } from './tasks.ts'

/** Well below the places of the product: what is due beyond it waits, as its client would. */
const UNDER_WAY_MAX = 180
/** After the last request is out; longer than any may take. */
const LAST_ANSWERS_TIMEOUT_MS = 60_000
const LOOK_EVERY_MS = 20

/** Sends the requests of a seed, one after the other, at random moments and without waiting for answers. */
export class Load {
  #underWay = 0
  #index = 0
  readonly #options: SoakOptions
  readonly #clients: Clients
  readonly #observations: Observations

  constructor(options: SoakOptions, clients: Clients, observations: Observations) {
    this.#options = options
    this.#clients = clients
    this.#observations = observations
  }

  get underWay(): number {
    return this.#underWay
  }

  get sent(): number {
    return this.#index
  }

  /** Goes on for so long. Resolves when the last answer has come. @throws Error when it does not come. */
  async run(durationMs: number): Promise<void> {
    const { seed, rps, only } = this.#options
    if (only !== undefined) return this.#perform(only)
    const random = createRandom(seed, this.#index)
    const endsAt = performance.now() + durationMs
    let dueAt = performance.now()
    while (performance.now() < endsAt) {
      // Poisson arrivals: several at once now and then, as from many clients.
      dueAt += (-Math.log(1 - random.next()) * 1_000) / rps
      await sleep(Math.max(0, dueAt - performance.now()))
      while (this.#underWay >= UNDER_WAY_MAX) await sleep(LOOK_EVERY_MS)
      void this.#perform(this.#index++)
    }
    const giveUpAt = performance.now() + LAST_ANSWERS_TIMEOUT_MS
    while (this.#underWay > 0 && performance.now() < giveUpAt) await sleep(LOOK_EVERY_MS)
    if (this.#underWay > 0) throw new Error(`${this.#underWay} requests have no answer`)
  }

  async #perform(index: number): Promise<void> {
    const task = taskOf(this.#options.seed, index)
    if (this.#options.only !== undefined) console.log(JSON.stringify(task, undefined, 2))
    this.#underWay++
    this.#observations.sent(task)
    try {
      this.#observations.came(task, await this.#clients.perform(task))
    } catch (error) {
      this.#observations.came(task, { problem: String(error) })
    }
    this.#underWay--
  }
}
