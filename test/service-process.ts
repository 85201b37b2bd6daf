import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach } from '@jest/globals'

const root = join(import.meta.dirname, '..')
const START_TIMEOUT_MS = 15_000

const files = {
  both: 'services/start.ts',
  gateway: 'services/gateway/src/main.ts',
  translator: 'services/translator/src/main.ts',
} as const

export const freePorts = { GATEWAY_PORT: '0', TRANSLATOR_PORT: '0' }

/** A service process of its own, in a folder of its own, so that no `.env` of a developer is read. */
export class ServiceProcess {
  readonly exit: Promise<number | null>
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #looks = new Set<() => void>()

  constructor(
    what: keyof typeof files,
    env: Readonly<Record<string, string>>,
    folder: string,
    options: readonly string[],
  ) {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, [join(root, files[what]), ...options], {
      cwd: folder,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.exit = once(child, 'close').then(([code]) => code)
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line)
        for (const look of [...this.#looks]) look()
      })
    }
  }

  get output(): string {
    return this.#lines.join('\n')
  }

  /** What the pattern finds in the output, now or later. @throws Error when it does not come in time. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(this.output)
        if (found === null) return
        clearTimeout(timer)
        this.#looks.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => {
        this.#looks.delete(look)
        reject(new Error(`${pattern} was not said; the output:\n${this.output}`))
      }, START_TIMEOUT_MS)
      this.#looks.add(look)
      look()
    })
  }

  async url(service: 'gateway' | 'translator'): Promise<string> {
    const [, url = ''] = await this.said(new RegExp(`"service":"${service}".*"url":"([^"]+)".*"listening"`))
    return url
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }
}

export interface Services {
  /** A new empty folder. */
  folder(): string
  start(
    what: keyof typeof files,
    env: Readonly<Record<string, string>>,
    folder?: string,
    options?: readonly string[],
  ): ServiceProcess
}

/** Starts services for the tests of a file; each is ended and its folder removed after the test that started it. */
export function startServices(): Services {
  const started: ServiceProcess[] = []
  const folders: string[] = []
  afterEach(async () => {
    for (const service of started.splice(0)) {
      service.signal('SIGKILL')
      await service.exit
    }
    for (const path of folders.splice(0)) rmSync(path, { recursive: true })
  })
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'sluice-start-'))
    folders.push(path)
    return path
  }
  const start: Services['start'] = (what, env, where = folder(), options = []) => {
    const service = new ServiceProcess(what, env, where, options)
    started.push(service)
    return service
  }
  return { folder, start }
}

/** A whole answer in the OpenAI dialect. */
export const chat = (url: string, model: string, text: string) =>
  post(`${url}/v1/chat/completions`, { model, messages: [{ role: 'user', content: text }] })

/** A whole answer in the Gemini dialect. */
export const generate = (url: string, model: string, text: string) =>
  post(`${url}/v1beta/models/${model}:generateContent`, { contents: [{ role: 'user', parts: [{ text }] }] })

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}
