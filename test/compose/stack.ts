import { type SpawnOptions, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..', '..')
const PROJECT = 'sluice-test'
const HEALTHY_TIMEOUT_MS = 90_000
const LOOKS_MAX = 20

/** `docker compose`, or what SLUICE_COMPOSE says. */
const command = (process.env.SLUICE_COMPOSE ?? 'docker compose').split(' ')
const files = ['docker-compose.yml', 'test/compose/simulator.yml'].flatMap((file) => ['-f', file])
const [program = 'docker', ...composeArgs] = [
  ...command,
  '-p',
  PROJECT,
  '--env-file',
  'test/compose/test.env',
  ...files,
]

export interface Output {
  readonly code: number
  /** What it wrote to both of its outputs, in order. */
  readonly text: string
}

export type Settings = Readonly<Record<string, string>>

/** The product in containers, on a free port of this machine, with the simulator for its vendors. */
export class Stack {
  readonly url: string
  /** One more compose file over the others. */
  overlay: string | undefined
  readonly #settings: Settings

  private constructor(port: number, settings: Settings) {
    this.url = `http://127.0.0.1:${port}`
    this.#settings = { SLUICE_PUBLISH: `127.0.0.1:${port}`, ...settings }
  }

  static async create(settings: Settings): Promise<Stack> {
    return new Stack(await freePort(), settings)
  }

  /** Runs one command of compose. Never throws for what it says. */
  compose(args: readonly string[], settings: Settings = {}): Promise<Output> {
    const overlay = this.overlay === undefined ? [] : ['-f', this.overlay]
    return run(program, [...composeArgs, ...overlay, ...args], { cwd: root, env: this.#env(settings) })
  }

  /** Brings the services up with these settings over the stack's own. @throws Error with the output when it fails. */
  async up(settings: Settings = {}, ...args: readonly string[]): Promise<void> {
    const { code, text } = await this.compose(['up', '-d', ...args], settings)
    if (code !== 0) throw new Error(`docker compose up ended with ${code}:\n${text}`)
    await this.healthy('nginx')
  }

  /** Ids of the running containers of a service. */
  async containers(service: string): Promise<readonly string[]> {
    const { text } = await this.compose(['ps', '-q', service])
    return text.match(/\b[0-9a-f]{64}\b/g) ?? []
  }

  /** Runs a command in the first container of a service; gives what it wrote. */
  async exec(service: string, ...args: readonly string[]): Promise<string> {
    const [id = ''] = await this.containers(service)
    return (await docker('exec', id, ...args)).text.trim()
  }

  async logs(...services: readonly string[]): Promise<string> {
    return (await this.compose(['logs', '--no-color', ...services])).text
  }

  /** A log line of a service that holds `part`, parsed; waits for it a little. */
  async logLine(service: string, part: string): Promise<Readonly<Record<string, unknown>>> {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const line = (await this.logs(service)).split('\n').find((text) => text.includes(part))
      if (line !== undefined) return JSON.parse(line.slice(line.indexOf('{')))
      await sleep(250)
    }
    throw new Error(`${service} has no log line with ${part}`)
  }

  /** SLUICE_PUBLISH for the stack's port at another address. */
  publish(host: string): string {
    return `${host}:${new URL(this.url).port}`
  }

  /** Waits until every container of a service reports health. */
  async healthy(service: string): Promise<void> {
    const deadline = performance.now() + HEALTHY_TIMEOUT_MS
    for (const id of await this.containers(service)) {
      while ((await docker('inspect', '-f', '{{.State.Health.Status}}', id)).text.trim() !== 'healthy') {
        if (performance.now() > deadline)
          throw new Error(`${service} did not become healthy:\n${await this.logs(service)}`)
        await sleep(250)
      }
    }
  }

  /** Replaces the containers of a service as an operator does. */
  roll(service: string): Promise<Output> {
    const compose = [program, ...composeArgs].join(' ')
    return run('deploy/roll.sh', [service], { cwd: root, env: { ...this.#env({}), COMPOSE: compose } })
  }

  async down(): Promise<void> {
    await this.compose(['--profile', 'monitoring', 'down', '-v', '-t', '1', '--remove-orphans'])
  }

  #env(settings: Settings): NodeJS.ProcessEnv {
    // Nothing of the developer's own settings.
    const own = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_|COMPOSE_)/.test(name))
    return { ...Object.fromEntries(own), DOCKER_BUILDKIT: '1', ...this.#settings, ...settings }
  }
}

/** The docker client of the PATH, against the engine of DOCKER_HOST. */
export function docker(...args: readonly string[]): Promise<Output> {
  return run('docker', args, {})
}

function run(file: string, args: readonly string[], options: SpawnOptions): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    const collect = (chunk: Buffer) => {
      text += chunk.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, text }))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
