import { promptOf, questionOf } from '../way.ts'
import { HttpClient, type Seen } from './http-client.ts'
import { isRefusal, wrongWith, wrongWithSdk } from './judge.ts'
import { plainRows } from './plain-rows.ts'
import { playOddRow } from './raw-client.ts'
import { askThroughSdk } from './sdk-client.ts'
import { type Act, hasMarker, type Manners, type Task } from './task.ts'
import { oddRows } from './tasks.ts'
import { isGreedy } from './tenants.ts'

/** `limited` and `shed` are refusals that the product may give: to who asks too much, and when its event loop lags. */
export type Result = 'as expected' | 'limited' | 'shed' | { readonly problem: string }

const METRICS_CHARS_MAX = 1_000_000
const LAGGING = 'its event loop lags'

const eager: Manners = { connection: 'new', sending: 'whole', readPauseMs: 0 }

/** All the clients of a soak. */
export class Clients {
  readonly #gatewayUrl: string
  readonly #http = new HttpClient()

  constructor(gatewayUrl: string) {
    this.#gatewayUrl = gatewayUrl
  }

  async perform(task: Task): Promise<Result> {
    const { act } = task
    if (act.client === 'http') return this.#ask(task, act)
    if (act.client === 'sdk') return this.#askThroughSdk(task, act)
    if (act.client === 'plain') return this.#askPlainly(task, act.row)
    return resultOf(await playOddRow(oddRows[act.row]!, Number(new URL(this.#gatewayUrl).port)))
  }

  /** Reads the metrics of a service; a problem when they are large, or hold what they must not. */
  async scrape(url: string, secrets: readonly string[]): Promise<{ text: string; problem: string | undefined }> {
    const { status, text } = await this.#http.ask({ url: `${url}/metrics` }, { ...eager, connection: 'kept' })
    const told = hasMarker(text) || secrets.some((secret) => text.includes(secret))
    const large = text.length > METRICS_CHARS_MAX
    const problem = status !== 200 ? `status ${status}` : told ? 'holds a secret' : large ? 'is large' : undefined
    return { text, problem: problem && `/metrics: ${problem}` }
  }

  close(): void {
    this.#http.close()
  }

  async #ask({ key, requestId, marker }: Task, act: Extract<Act, { client: 'http' }>): Promise<Result> {
    const headers = { authorization: `Bearer ${key}`, 'x-request-id': requestId, ...act.headers }
    const question = questionOf({ gatewayUrl: this.#gatewayUrl }, act.way, { script: act.script, headers })
    const seen = await this.#http.ask(question, act.manners)
    return refusalIn(seen, key) ?? resultOf(wrongWith(seen, act, marker))
  }

  async #askThroughSdk({ key, requestId, marker }: Task, act: Extract<Act, { client: 'sdk' }>): Promise<Result> {
    const caller = { url: this.#gatewayUrl, key, requestId, prompt: promptOf(act.script) }
    const seen = await askThroughSdk(act, caller)
    if ('thrown' in seen && isGreedy(key) && seen.thrown.includes('Rate limited by Sluice')) return 'limited'
    if ('thrown' in seen && seen.thrown.includes(LAGGING)) return 'shed'
    return resultOf(wrongWithSdk(seen, act, marker))
  }

  async #askPlainly({ key }: Task, index: number): Promise<Result> {
    const row = plainRows[index]!
    const headers: Record<string, string> = row.known === false ? {} : { authorization: `Bearer ${key}` }
    const request = { url: this.#gatewayUrl + row.path, headers, ...(row.body !== undefined && { body: row.body }) }
    const seen = await this.#http.ask(request, { ...eager, connection: 'kept' })
    if (seen.status === row.status && seen.text.includes(row.text)) return 'as expected'
    return refusalIn(seen, key) ?? { problem: `${row.name}: status ${seen.status}, ${seen.text.slice(0, 200)}` }
  }
}

function refusalIn(seen: Seen, key: string): Result | undefined {
  if (isGreedy(key) && isRefusal(seen, 429) && seen.text.includes('Rate limited by Sluice')) return 'limited'
  return isRefusal(seen, 503) && seen.text.includes(LAGGING) ? 'shed' : undefined
}

const resultOf = (problem: string | undefined): Result => (problem === undefined ? 'as expected' : { problem })
