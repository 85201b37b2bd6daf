import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { LogLine } from '../product.ts'

/** What the probe in a service says of its process, collected garbage left out. */
export interface ProbeSeen {
  readonly heapMb: number
  /** Buffers included. */
  readonly externalMb: number
  readonly arrayBuffersMb: number
  readonly delayMaxMs: number
  readonly delayP99Ms: number
  /** What keeps it awake, by kind: sockets, timers. */
  readonly resources: Readonly<Record<string, number>>
}

interface ServiceOptions {
  /** In the project. */
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  /** Every line that it writes, but for those of the probe. Nothing is kept here. */
  readonly onLine: (text: string, from: 'stdout' | 'stderr') => void
}

const root = join(import.meta.dirname, '..', '..')
const START_TIMEOUT_MS = 15_000
const PROBE_TIMEOUT_MS = 10_000
const STOP_TIMEOUT_MS = 10_000

/** A process of the product, with the probe in it. */
export class Service {
  readonly #child: ChildProcess
  readonly #options: ServiceOptions
  #listeners: ((text: string) => void)[] = []

  constructor(options: ServiceOptions) {
    const { PATH = '', HOME = '' } = process.env
    this.#options = options
    const probe = pathToFileURL(join(import.meta.dirname, 'probe.ts')).href
    const child = spawn(process.execPath, ['--import', probe, join(root, options.file)], {
      // A developer's own `.env` in the project's folder is none of the soak's business.
      cwd: import.meta.dirname,
      env: { PATH, HOME, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    // However the soak itself ends.
    process.once('exit', () => child.kill('SIGKILL'))
    createInterface({ input: child.stdout }).on('line', (text) => this.#read(text, 'stdout'))
    createInterface({ input: child.stderr }).on('line', (text) => this.#read(text, 'stderr'))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Its address once it listens. @throws Error when it does not. */
  async url(name: 'gateway' | 'translator'): Promise<string> {
    const text = await this.#line(
      (line) => /"listening"/.test(line) && line.includes(`"service":"${name}"`),
      START_TIMEOUT_MS,
    )
    const { url }: LogLine = JSON.parse(text)
    return String(url)
  }

  /** Collects its garbage and looks at it. @throws Error when it is dead. */
  async probe(): Promise<ProbeSeen> {
    const line = this.#line((text) => text.startsWith('probe '), PROBE_TIMEOUT_MS)
    this.#child.kill('SIGUSR2')
    return JSON.parse((await line).slice('probe '.length))
  }

  /** Told to end, as by an operator; its exit code, or undefined when it had to be killed. */
  async stop(): Promise<number | undefined> {
    if (!this.isAlive) return this.#child.exitCode ?? undefined
    const exit = once(this.#child, 'exit')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    this.#child.kill('SIGINT')
    const [code] = await exit
    clearTimeout(timer)
    return code ?? undefined
  }

  #read(text: string, from: 'stdout' | 'stderr'): void {
    for (const listener of [...this.#listeners]) listener(text)
    if (!text.startsWith('probe ')) this.#options.onLine(text, from)
  }

  #line(find: (text: string) => boolean, timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        this.#listeners = this.#listeners.filter((one) => one !== listener)
      }
      const listener = (text: string) => {
        if (!find(text)) return
        end()
        resolve(text)
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`${this.#options.file} said nothing within ${timeoutMs} ms`))
      }, timeoutMs)
      this.#listeners.push(listener)
    })
  }
}
