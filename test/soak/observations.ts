import { isJsonObject } from '@sluice/protocol'
import { Ledger } from './ledger.ts'
import type { Result } from './perform.ts'
import { hasMarker, type Task } from './task.ts'
import { kindNames } from './tasks.ts'

export interface KindCount {
  sent: number
  asExpected: number
  limited: number
  shed: number
  unexpected: number
}

const KEPT_PROBLEMS = 100

/** All that is known of a run so far, however long it is. */
export class Observations {
  readonly kinds = new Map<string, KindCount>(
    kindNames.map((name) => [name, { sent: 0, asExpected: 0, limited: 0, shed: 0, unexpected: 0 }]),
  )
  readonly ledger = new Ledger((requestId, problem) => this.unexpected(requestId, problem))
  /** The first ones, each with the request's id. */
  readonly problems: string[] = []
  problemCount = 0
  /** Losing Redis and finding it again. */
  redisChanges = 0
  logLines = 0
  #secrets: readonly string[] = []

  /** From then on no log line may hold one of these. */
  keepSecret(secrets: readonly string[]): void {
    this.#secrets = secrets
  }

  sent(task: Task): void {
    this.#count(task).sent++
    this.ledger.open(task)
  }

  came(task: Task, result: Result): void {
    const count = this.#count(task)
    if (result === 'as expected') count.asExpected++
    else if (typeof result === 'string') count[result]++
    else {
      count.unexpected++
      this.unexpected(task.requestId, `${task.kind}: ${result.problem}`)
    }
  }

  unexpected(where: string, problem: string): void {
    this.problemCount++
    if (this.problems.length < KEPT_PROBLEMS) this.problems.push(`${where}: ${problem}`)
  }

  /** A line that a service wrote. */
  line(text: string, from: 'stdout' | 'stderr'): void {
    this.logLines++
    if (hasMarker(text) || this.#secrets.some((secret) => text.includes(secret)))
      this.unexpected('log', `tells a prompt, an answer or a key: ${text.slice(0, 300)}`)
    if (from === 'stderr') this.unexpected('stderr', text)
    if (!text.startsWith('{')) return
    const line: unknown = JSON.parse(text)
    if (!isJsonObject(line)) return
    if (line.limits === 'redis') this.redisChanges++
    if (/error|fatal/.test(String(line.level))) this.unexpected('log', text.slice(0, 1_000))
    if (line.service === 'gateway') this.ledger.take(line)
  }

  #count({ kind }: Task): KindCount {
    return this.kinds.get(kind)!
  }
}
