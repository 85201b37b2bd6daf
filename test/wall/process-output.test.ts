import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { freePort } from '../../libs/limits/test/redis-server.ts'
import { ask } from '../raw-client.ts'

const START_TIMEOUT_MS = 15_000
const LOOK_EVERY_MS = 50
/** Each with a log line of more than 600 bytes: together more than a pipe holds. */
const REQUESTS = 150
const LONG_NAME = `m${'o'.repeat(200)}del`

const both = 'services/start.ts'

/** Where standard output may lead; `$0` is Node, `$1` the service. */
const outputs = [
  { name: 'is closed by its reader', command: '"$0" "$1" | head -c 1', file: both },
  { name: 'was closed from the start', command: 'exec "$0" "$1" >&-', file: both },
  { name: 'is a full disk', command: 'exec "$0" "$1" > /dev/full', file: both },
  { name: 'is not read by its reader', command: '"$0" "$1" | sleep 1000', file: both },
  {
    name: 'is not read by its reader, and belongs to the gateway alone',
    command: '"$0" "$1" | sleep 1000',
    file: 'services/gateway/src/main.ts',
  },
]

describe('standard output (P17)', () => {
  let upstream: Simulator
  const children: ChildProcess[] = []
  const urls = new Map<string, string>()
  beforeAll(async () => {
    upstream = await createOpenAISimulator()
    for (const output of outputs) urls.set(output.name, await start(output))
    await Promise.all(Array.from(urls.values(), listening))
  }, START_TIMEOUT_MS)
  afterAll(async () => {
    for (const child of children) {
      if (child.exitCode !== null) continue
      const exit = once(child, 'exit')
      // The shell and all that it started.
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      await exit
    }
    await upstream.close()
  })

  async function start({ command, file }: (typeof outputs)[number]): Promise<string> {
    const port = String(await freePort())
    const { PATH = '', HOME = '' } = process.env
    const ports = file === both ? { GATEWAY_PORT: port, TRANSLATOR_PORT: '0' } : { PORT: port }
    const child = spawn('sh', ['-c', command, process.execPath, join(import.meta.dirname, '..', '..', file)], {
      cwd: tmpdir(),
      detached: true,
      env: { PATH, HOME, ...ports, UPSTREAM_URL: upstream.url },
      stdio: 'ignore',
    })
    children.push(child)
    return `http://127.0.0.1:${port}`
  }

  it.each(outputs)('that $name holds up no request', async ({ name }) => {
    const body = JSON.stringify({ model: LONG_NAME, messages: [{ role: 'user', content: 'hi' }] })
    const question = { url: `${urls.get(name)}/v1/chat/completions`, body }
    const answers = await Promise.all(Array.from({ length: REQUESTS }, () => ask(question)))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    // The log lines of all those have been written, or not.
    expect((await ask(question)).status).toBe(200)
  })
})

async function listening(url: string): Promise<void> {
  const untilMs = performance.now() + START_TIMEOUT_MS
  while (performance.now() < untilMs) {
    const answer = await fetch(`${url}/livez`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(LOOK_EVERY_MS)
  }
  throw new Error(`nobody listens at ${url}`)
}
