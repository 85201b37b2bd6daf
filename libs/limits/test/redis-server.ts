import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'

const START_TIMEOUT_MS = 10_000

/** Whether a real Redis can be started here. */
export const hasRedisServer = spawnSync('redis-server', ['--version']).error === undefined

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A real Redis on a port of its own, which can die and come back there. It keeps nothing on disk. */
export class RedisServer {
  readonly port: number
  readonly url: string
  #child: ChildProcess | undefined

  constructor(port: number) {
    this.port = port
    this.url = `redis://127.0.0.1:${port}`
  }

  async start(...settings: readonly string[]): Promise<void> {
    const own = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp']
    await this.#run(['--port', String(this.port), ...own, ...settings], 'Ready to accept connections')
  }

  /** Watches over others instead. @param file its settings, which it changes itself. */
  async startAsSentinel(file: string): Promise<void> {
    await this.#run([file, '--sentinel', '--port', String(this.port)], 'Sentinel ID is')
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** One command over a connection of its own. */
  async command(name: string, ...args: readonly string[]): Promise<unknown> {
    const redis = new Redis(this.url, { retryStrategy: () => null })
    try {
      return await redis.call(name, ...args)
    } finally {
      redis.disconnect()
    }
  }

  async #run(args: readonly string[], readyLine: string): Promise<void> {
    const child = spawn('redis-server', [...args])
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      const lines: string[] = []
      const fail = () => reject(new Error(`redis-server did not start:\n${lines.join('\n')}`))
      const timer = setTimeout(fail, START_TIMEOUT_MS)
      child.once('exit', fail)
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line)
        if (!line.includes(readyLine)) return
        clearTimeout(timer)
        child.off('exit', fail)
        resolve()
      })
    })
  }
}
