import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { withDescendants } from './measure/cpu.ts'

/** Where processes run: what is measured has a core of its own. */
export type Place = 'target' | 'bench'

const cores: Readonly<Record<Place, string>> = { target: '0', bench: '1' }

/** Why processes are not pinned here, if they are not. */
export const notPinned: string | undefined =
  availableParallelism() < 2
    ? 'there is one core only'
    : spawnSync('taskset', ['--version']).error !== undefined
      ? 'taskset is not installed'
      : undefined

export interface ChildOptions {
  readonly place: Place
  /** Takes what the process prints. */
  readonly logFile: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** A channel for messages, for programs of the bench itself. */
  readonly channel?: boolean
}

const running = new Set<ChildProcess>()

/** A process that the bench has started. */
export class Child {
  readonly #process: ChildProcess
  readonly #logFile: string

  constructor(command: readonly string[], { place, logFile, env = {}, cwd, channel = false }: ChildOptions) {
    const [file = '', ...args] = notPinned === undefined ? ['taskset', '-c', cores[place], ...command] : command
    const { PATH = '', HOME = '' } = process.env
    const log = openSync(logFile, 'a')
    this.#logFile = logFile
    // A group of its own: with it ends also what it has started.
    this.#process = spawn(file, args, {
      env: { PATH, HOME, ...env },
      ...(cwd !== undefined && { cwd }),
      stdio: ['ignore', log, log, ...(channel ? (['ipc'] as const) : [])],
      detached: true,
    })
    running.add(this.#process)
    this.#process.once('exit', () => running.delete(this.#process))
  }

  /** Of the process and all that it has started. */
  get pids(): readonly number[] {
    return withDescendants(this.#process.pid ?? 0)
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  /** The end of what it has printed. */
  get log(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-2000)
  }

  send(message: object): void {
    this.#process.send?.(message)
  }

  /** The next message. Rejects when the process ends instead. */
  async message<T>(): Promise<T> {
    const over = new AbortController()
    const { signal } = over
    try {
      return await Promise.race([
        once(this.#process, 'message', { signal }).then(([value]) => value),
        once(this.#process, 'exit', { signal }).then(() => Promise.reject(new Error(`it has ended: ${this.log}`))),
      ])
    } finally {
      over.abort()
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.ended) return
    const exit = once(this.#process, 'exit')
    kill(this.#process, signal)
    await exit
  }
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}

/** Ends all that the bench has started, at once. */
export function killAll(): void {
  for (const child of running) kill(child, 'SIGKILL')
}
