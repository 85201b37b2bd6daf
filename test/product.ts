import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGeminiSimulator, createOpenAISimulator, type Simulator } from '@sluice/simulator'

/** One log line of a service, parsed. */
export type LogLine = Readonly<Record<string, unknown>>

/** The product as its users run it: real processes on free ports, against the simulator. */
export interface Product {
  readonly gatewayUrl: string
  readonly translatorUrl: string
  readonly gemini: Simulator
  readonly upstream: Simulator
  readonly logs: readonly LogLine[]
  /** All that the processes wrote, to standard output and standard error, line by line. */
  readonly output: readonly string[]
  /** The lines of standard error alone: Node's warnings and stacks, and why a start was refused. */
  readonly stderr: readonly string[]
  /** What must never be seen outside: the keys of the server and of its clients. */
  readonly secrets: readonly string[]
  /** Of the running processes; the gateway's is the last one. */
  readonly pids: readonly number[]
  /** The first log line that `find` takes, now or later. */
  logLine(find: (line: LogLine) => boolean): Promise<LogLine>
  /** The end-of-request line of a gateway request. */
  endOf(requestId: string): Promise<LogLine>
  /** A service's metrics as text. */
  metrics(service?: ServiceName): Promise<string>
  /** Value of one gateway series, 0 when it is not there; several matching series are added up. */
  metric(name: string, labels?: Readonly<Record<string, string>>, service?: ServiceName): Promise<number>
  stop(): Promise<void>
}

export type ServiceName = 'gateway' | 'translator'

export interface ProductOptions {
  /** Gateway and translator in one process (`npm start`) or in two. */
  readonly processes?: 1 | 2
  readonly env?: Readonly<Record<string, string>>
  /** A command that runs the processes in its own surroundings: `['prlimit', '--nofile=64']`. */
  readonly within?: readonly string[]
}

const secretSettings = ['GEMINI_API_KEY', 'UPSTREAM_API_KEY', 'SLUICE_API_KEYS', 'SLUICE_INTERNAL_TOKEN']

const START_TIMEOUT_MS = 15_000
const LOG_TIMEOUT_MS = 10_000

/** Short enough for tests, long enough for two noisy cores. */
const testEnv = {
  HOST: '127.0.0.1',
  GATEWAY_PORT: '0',
  TRANSLATOR_PORT: '0',
  GEMINI_API_KEY: 'AIzaTestKeyOfTheServer',
  UPSTREAM_API_KEY: 'sk-upstream-key-of-the-server',
  RETRY_DELAY: '0.02',
  LOG_LEVEL: 'info',
}

export async function startProduct({ processes = 1, env = {}, within = [] }: ProductOptions = {}): Promise<Product> {
  const gemini = await createGeminiSimulator({ apiKey: testEnv.GEMINI_API_KEY })
  const upstream = await createOpenAISimulator({ apiKey: testEnv.UPSTREAM_API_KEY })
  const settings: Readonly<Record<string, string>> = {
    ...testEnv,
    UPSTREAM_URL: upstream.url,
    GOOGLE_GEMINI_BASE_URL: gemini.url,
    ...env,
  }
  const services = new Services(settings, within)
  const { gatewayUrl, translatorUrl } = processes === 1 ? await services.startTogether() : await services.startApart()
  const urls = { gateway: gatewayUrl, translator: translatorUrl }
  const metrics = async (service: ServiceName = 'gateway') => (await fetch(`${urls[service]}/metrics`)).text()
  return {
    gatewayUrl,
    translatorUrl,
    gemini,
    upstream,
    logs: services.logs,
    output: services.output,
    stderr: services.stderr,
    secrets: secretSettings.flatMap((name) => settings[name]?.split(',') ?? []),
    pids: services.pids,
    logLine: (find) => services.logLine(find),
    endOf: (requestId) => services.logLine((line) => line.request_id === requestId && line.service === 'gateway'),
    metrics,
    metric: async (name, labels = {}, service = 'gateway') => sumOf(await metrics(service), name, labels),
    stop: async () => {
      await services.stop()
      await Promise.all([gemini.close(), upstream.close()])
    },
  }
}

function sumOf(text: string, name: string, labels: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  const matching = lines.filter((line) => wanted.every((pair) => line.includes(pair)))
  return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

class Services {
  readonly logs: LogLine[] = []
  readonly output: string[] = []
  readonly stderr: string[] = []
  readonly #env: Readonly<Record<string, string>>
  readonly #within: readonly string[]
  readonly #children: ChildProcess[] = []
  readonly #listeners = new Set<(line: LogLine) => void>()

  constructor(env: Readonly<Record<string, string>>, within: readonly string[]) {
    this.#env = env
    this.#within = within
  }

  get pids(): readonly number[] {
    return this.#children.flatMap(({ pid }) => pid ?? [])
  }

  async startTogether() {
    this.#spawn('services/start.ts', {})
    return { gatewayUrl: await this.#listening('gateway'), translatorUrl: await this.#listening('translator') }
  }

  async startApart() {
    this.#spawn('services/translator/src/main.ts', {})
    const translatorUrl = await this.#listening('translator')
    const { GEMINI_API_KEY: _own, ...rest } = this.#env
    this.#spawn('services/gateway/src/main.ts', { TRANSLATOR_URL: translatorUrl }, rest)
    return { gatewayUrl: await this.#listening('gateway'), translatorUrl }
  }

  logLine(find: (line: LogLine) => boolean, timeoutMs = LOG_TIMEOUT_MS): Promise<LogLine> {
    const known = this.logs.find(find)
    if (known) return Promise.resolve(known)
    return new Promise((resolve, reject) => {
      const listener = (line: LogLine) => {
        if (!find(line)) return
        clearTimeout(timer)
        this.#listeners.delete(listener)
        resolve(line)
      }
      const timer = setTimeout(() => {
        this.#listeners.delete(listener)
        reject(new Error(`no such log line within ${timeoutMs} ms; output:\n${this.output.slice(-40).join('\n')}`))
      }, timeoutMs)
      this.#listeners.add(listener)
    })
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    }
  }

  #spawn(file: string, extra: Readonly<Record<string, string>>, env = this.#env): void {
    const { PATH = '', HOME = '' } = process.env
    const [command = process.execPath, ...args] = [
      ...this.#within,
      process.execPath,
      join(import.meta.dirname, '..', file),
    ]
    const child = spawn(command, args, {
      // A developer's own `.env` in the project's folder is none of the tests' business.
      cwd: import.meta.dirname,
      env: { PATH, HOME, ...env, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#children.push(child)
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#read(line))
    }
    createInterface({ input: child.stderr }).on('line', (line) => this.stderr.push(line))
  }

  #read(text: string): void {
    this.output.push(text)
    if (!text.startsWith('{')) return
    const line: LogLine = JSON.parse(text)
    this.logs.push(line)
    for (const listener of [...this.#listeners]) listener(line)
  }

  async #listening(service: string): Promise<string> {
    const line = await this.logLine((found) => found.service === service && found.msg === 'listening', START_TIMEOUT_MS)
    return String(line.url)
  }
}
