import type { GatewayError, Usage } from '@sluice/protocol'
import type { EndReason, LimitName } from '@sluice/telemetry'
import { endReasonOf } from './end-reason.ts'
import type { RequestAbout, RequestFacts, RetryWait } from './facts.ts'
import type { RecordObserver } from './observer.ts'

/** The status that a log has for a client that left; nobody is sent it. */
const CLIENT_GONE_STATUS = 499

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/**
 * One request from its arrival to its end. Each step on its way says what happened with a verb; nobody writes a member,
 * and observers make of it what they will. It ends once, for one reason, and is deaf after that.
 */
export class RequestRecord {
  readonly #facts: Writable<RequestFacts>
  /** Nobody, once the end was told. */
  #observers: readonly RecordObserver[]
  #wait: RetryWait | undefined
  #over = false

  constructor(about: RequestAbout, observers: readonly RecordObserver[]) {
    this.#facts = {
      ...about,
      startedAt: about.startedAt ?? performance.now(),
      attempts: 0,
      retryWaitMs: 0,
      heartbeats: 0,
      relaying: false,
      dropped: [],
      stopped: false,
      status: 200,
    }
    this.#observers = observers
    for (const observer of observers) observer.arrived?.(this.#facts)
  }

  get requestId(): string {
    return this.#facts.requestId
  }

  /** What is known by now. */
  get facts(): RequestFacts {
    return this.#facts
  }

  calledBy(caller: string): void {
    this.#facts.caller = caller
  }

  asked(model: string, stream?: boolean): void {
    this.#facts.model = model
    if (stream !== undefined) this.#facts.stream = stream
  }

  limited(limit: LimitName): void {
    for (const observer of this.#observers) observer.limited?.(this.#facts, limit)
  }

  relaying(): void {
    if (this.#facts.relaying) return
    this.#facts.relaying = true
    for (const observer of this.#observers) observer.relaying?.(this.#facts)
  }

  routed(target: string): void {
    this.#facts.target = target
    for (const observer of this.#observers) observer.routed?.(this.#facts, target)
  }

  /** A wait begins, of 0 ms where the next attempt is made at once. It counts when that attempt is made. */
  waiting(cause: string, waitMs: number): void {
    this.#wait = { cause, waitMs }
    for (const observer of this.#observers) observer.waiting?.(this.#facts, this.#wait)
  }

  attempted(): void {
    const facts = this.#facts
    const wait = this.#wait
    this.#wait = undefined
    facts.attempts++
    facts.retryWaitMs += wait?.waitMs ?? 0
    facts.overheadMs ??= performance.now() - facts.startedAt
    for (const observer of this.#observers) observer.attempted?.(facts, wait)
  }

  /** @param fields of the last attempt; an earlier one may have been at a target that carries less. */
  dropped(fields: readonly string[]): void {
    this.#facts.dropped = fields
  }

  /** @param members of the answer that the client's protocol has no place for. */
  lost(members: readonly string[]): void {
    if (members.length > 0) this.#facts.dropped = [...this.#facts.dropped, ...members]
  }

  heartbeat(): void {
    this.#facts.heartbeats++
    for (const observer of this.#observers) observer.heartbeat?.(this.#facts)
  }

  firstOutput(): void {
    if (this.#facts.firstOutputMs !== undefined) return
    this.#facts.firstOutputMs = performance.now() - this.#facts.startedAt
    for (const observer of this.#observers) observer.firstOutput?.(this.#facts)
  }

  used(usage: Usage | undefined): void {
    if (usage !== undefined) this.#facts.usage = usage
  }

  /** The answer was ended at a stop tag. */
  stopped(): void {
    this.#facts.stopped = true
  }

  /** The first error is the reason; what fails after it fails because of it. */
  failed(error: GatewayError): void {
    this.#facts.error ??= error
  }

  /** With the status that its client was sent. */
  answered(status: number): void {
    this.#facts.status = status
  }

  /** Whatever the end was, this says that it is here. Every call but the first does nothing. */
  ended(): void {
    if (this.#over) return
    this.#over = true
    const reason = this.#reason()
    const status = reason === 'client_gone' ? CLIENT_GONE_STATUS : this.#facts.status
    const durationMs = performance.now() - this.#facts.startedAt
    const ended = { ...this.#facts, status, reason, durationMs }
    const observers = this.#observers
    this.#observers = []
    for (const observer of observers) observer.ended(ended)
  }

  #reason(): EndReason {
    const { error, stopped } = this.#facts
    if (error) return endReasonOf(error)
    return stopped ? 'early_stop' : 'complete'
  }
}

/** Opens the record of a request that has arrived. */
export type OpenRecord = (about: RequestAbout) => RequestRecord

export function createRecorder(observers: readonly RecordObserver[]): OpenRecord {
  return (about) => new RequestRecord(about, observers)
}
