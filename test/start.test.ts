import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator, createOpenAISimulator, type Simulator } from '@sluice/simulator'

const root = join(import.meta.dirname, '..')
const START_TIMEOUT_MS = 15_000

const files = {
  both: 'services/start.ts',
  gateway: 'services/gateway/src/main.ts',
  translator: 'services/translator/src/main.ts',
} as const

const freePorts = { GATEWAY_PORT: '0', TRANSLATOR_PORT: '0' }

/** A service process of its own, in a folder of its own, so that no `.env` of a developer is read. */
class Started {
  readonly exit: Promise<number | null>
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #looks = new Set<() => void>()

  constructor(what: keyof typeof files, env: Readonly<Record<string, string>>, folder: string) {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, [join(root, files[what])], {
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

const started: Started[] = []
const folders: string[] = []

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sluice-start-'))
  folders.push(path)
  return path
}

function start(what: keyof typeof files, env: Readonly<Record<string, string>>, where = folder()): Started {
  const service = new Started(what, env, where)
  started.push(service)
  return service
}

afterEach(async () => {
  for (const service of started.splice(0)) {
    service.signal('SIGKILL')
    await service.exit
  }
  for (const path of folders.splice(0)) rmSync(path, { recursive: true })
})

const chat = (url: string, model: string, text: string) =>
  post(`${url}/v1/chat/completions`, { model, messages: [{ role: 'user', content: text }] })
const generate = (url: string, model: string, text: string) =>
  post(`${url}/v1beta/models/${model}:generateContent`, { contents: [{ role: 'user', parts: [{ text }] }] })

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

/** A port that nothing listens on: it was bound and closed. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('a start without any credential', () => {
  it('says what is missing, and so does each request', async () => {
    // The port of the default upstream may be in use on a developer's machine.
    const env = { ...freePorts, UPSTREAM_URL: `http://127.0.0.1:${await closedPort()}`, MAX_RETRIES: '0' }
    const service = start('both', env)
    const url = await service.url('gateway')
    await service.said(/GEMINI_API_KEY is not set/)
    await service.said(/SLUICE_API_KEYS is not set/)
    for (const ask of [chat, generate]) {
      for (const model of ['gpt-4o', 'gemini-2.5-flash']) {
        const answer = await ask(url, model, 'hello')
        expect(answer.status).toBe(502)
        const { error } = (await answer.json()) as { error: { message: string } }
        expect(error.message).toContain('UPSTREAM_URL')
      }
    }
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const models = await fetch(`${url}/v1/models`)
    expect(models.status).toBe(503)
    expect(await models.text()).toMatch(/GEMINI_API_KEY.*UPSTREAM_URL/)
  })

  it('names the missing upstream', async () => {
    const service = start('both', freePorts)
    await service.said(/UPSTREAM_URL is not set: http:\/\/127\.0\.0\.1:3001/)
  })

  it('lets the translator alone say it, in both dialects', async () => {
    const url = await start('translator', { PORT: '0' }).url('translator')
    for (const ask of [chat, generate]) {
      const answer = await ask(url, 'gemini-2.5-flash', 'hello')
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('GEMINI_API_KEY') } })
    }
  })
})

describe('a setting that cannot be used', () => {
  it.each(['both', 'gateway', 'translator'] as const)(
    'stops the start of %s with name, given and allowed',
    async (what) => {
      const service = start(what, { GATEWAY_PORT: '70000', LOG_LEVEL: 'loud' })
      expect(await service.exit).toBe(1)
      expect(service.output).toContain('2 settings are wrong.')
      expect(service.output).toMatch(/GATEWAY_PORT: "70000" is not allowed.*a port from 1 to 65535/)
      expect(service.output).toMatch(/LOG_LEVEL: "loud" is not allowed.*one of .*info/)
      expect(service.output).not.toMatch(/^\s+at /m)
    },
  )

  it('is an unknown name too, with the nearest known one', async () => {
    const service = start('both', { ...freePorts, SLUICE_API_KEY: 'sk-of-someone' })
    expect(await service.exit).toBe(1)
    expect(service.output).toMatch(/SLUICE_API_KEY: there is no such setting\. Did you mean SLUICE_API_KEYS\?/)
    expect(service.output).not.toContain('sk-of-someone')
  })

  it('is never shown when it is a secret', async () => {
    const service = start('both', { ...freePorts, GEMINI_API_KEY: 'a secret with spaces' })
    expect(await service.exit).toBe(1)
    expect(service.output).toContain('GEMINI_API_KEY: the value (not shown)')
    expect(service.output).not.toContain('a secret with spaces')
  })
})

describe('ports', () => {
  it.each([
    { what: 'both', setting: 'GATEWAY_PORT' },
    { what: 'both', setting: 'TRANSLATOR_PORT' },
    { what: 'gateway', setting: 'GATEWAY_PORT' },
    { what: 'translator', setting: 'TRANSLATOR_PORT' },
  ] as const)('$what: one in use ends the start and names $setting', async ({ what, setting }) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    try {
      const service = start(what, { ...freePorts, [setting]: String(port) })
      expect(await service.exit).toBe(1)
      expect(service.output).toContain(`Port ${port} on 127.0.0.1 is in use. Stop what uses it or set ${setting}`)
    } finally {
      other.close()
    }
  })

  it.each(['gateway', 'translator'] as const)('PORT is the port of a %s that is started alone', async (what) => {
    const port = await closedPort()
    const service = start(what, { GATEWAY_PORT: '1', TRANSLATOR_PORT: '1', PORT: String(port) })
    expect(await service.url(what)).toBe(`http://127.0.0.1:${port}`)
  })
})

describe('settings from files', () => {
  let upstream: Simulator
  beforeAll(async () => {
    upstream = await createOpenAISimulator({ apiKey: 'sk-from-a-file' })
  })
  afterAll(() => upstream.close())

  it('come from the .env of the working directory, below the environment', async () => {
    const where = folder()
    const lines = [
      'GATEWAY_PORT=0',
      'TRANSLATOR_PORT=70000',
      `UPSTREAM_URL=${upstream.url}`,
      'UPSTREAM_API_KEY=sk-from-a-file',
    ]
    writeFileSync(join(where, '.env'), lines.join('\n'))
    const url = await start('both', { TRANSLATOR_PORT: '0' }, where).url('gateway')
    expect((await chat(url, 'gpt-4o', 'hello')).status).toBe(200)
  })

  it('come from the file that NAME_FILE names when they are secrets', async () => {
    const where = folder()
    mkdirSync(join(where, 'secrets'))
    writeFileSync(join(where, 'secrets', 'upstream'), 'sk-from-a-file\n')
    const env = { ...freePorts, UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY_FILE: 'secrets/upstream' }
    const service = start('both', env, where)
    expect((await chat(await service.url('gateway'), 'gpt-4o', 'hello')).status).toBe(200)
    expect(service.output).not.toContain('sk-from-a-file')
  })

  it('end the start when such a file is missing', async () => {
    const service = start('both', { ...freePorts, GEMINI_API_KEY_FILE: 'no-such-file' })
    expect(await service.exit).toBe(1)
    expect(service.output).toContain('GEMINI_API_KEY_FILE: the file cannot be read (ENOENT).')
  })
})

describe('a running product', () => {
  const secrets = {
    GEMINI_API_KEY: 'AIzaSecretOfTheServer',
    UPSTREAM_API_KEY: 'sk-secret-of-the-server',
    SLUICE_API_KEYS: 'sk-secret-of-a-client',
    SLUICE_INTERNAL_TOKEN: 'secret-between-services',
  }
  let gemini: Simulator
  let upstream: Simulator
  beforeAll(async () => {
    gemini = await createGeminiSimulator({ apiKey: secrets.GEMINI_API_KEY })
    upstream = await createOpenAISimulator({ apiKey: secrets.UPSTREAM_API_KEY })
  })
  afterAll(() => Promise.all([gemini.close(), upstream.close()]))

  const { SLUICE_API_KEYS: _keys, ...withoutKeys } = secrets
  const startOpen = () =>
    start('both', { ...freePorts, ...withoutKeys, UPSTREAM_URL: upstream.url, GOOGLE_GEMINI_BASE_URL: gemini.url })

  it('tells how it is and what it is, at both services', async () => {
    const service = startOpen()
    for (const name of ['gateway', 'translator'] as const) {
      const url = await service.url(name)
      for (const path of ['livez', 'readyz', 'healthz', 'health']) {
        const answer = await fetch(`${url}/${path}`)
        expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
      }
      expect(await (await fetch(url)).json()).toMatchObject({
        name,
        version: expect.any(String),
        base_urls: { gemini: url },
      })
      const head = await fetch(url, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
    }
  })

  it('has metrics that Prometheus’ own linter takes', async () => {
    if (spawnSync('promtool', ['--version']).error) {
      console.warn('SKIPPED: promtool is not installed, so the metrics are not checked (apt-get install prometheus).')
      return
    }
    const service = startOpen()
    for (const name of ['gateway', 'translator'] as const) {
      const url = await service.url(name)
      for (const ask of [chat, generate]) {
        for (const model of name === 'gateway' ? ['gemini-2.5-flash', 'gpt-4o'] : ['gemini-2.5-flash']) {
          await (await ask(url, model, 'hello')).text()
          await (await ask(url, model, '[[sim:status=400]]')).text()
        }
      }
      const metrics = await (await fetch(`${url}/metrics`)).text()
      expect(metrics).toMatch(/^sluice_requests_total\{.*reason="complete"/m)
      // Throws with what promtool has to say.
      execFileSync('promtool', ['check', 'metrics'], { input: metrics, stdio: ['pipe', 'pipe', 'pipe'] })
    }
  })

  it('never says a secret', async () => {
    const env = { ...freePorts, ...secrets, LOG_LEVEL: 'debug', UPSTREAM_URL: upstream.url }
    const service = start('both', { ...env, GOOGLE_GEMINI_BASE_URL: gemini.url })
    const url = await service.url('gateway')
    const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] })
    const answers: string[] = []
    for (const path of ['gemini-2.5-flash:generateContent', 'gpt-4o:generateContent', 'gemini-2.5-flash:nonsense']) {
      for (const key of [secrets.SLUICE_API_KEYS, 'sk-secret-that-is-wrong']) {
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(`${url}/v1beta/models/${path}?key=${key}`, { method: 'POST', headers, body })
        answers.push(await answer.text())
      }
    }
    answers.push(await (await fetch(`${url}/metrics`)).text())
    await service.said(/unauthorized/)
    expect(answers.join()).not.toMatch(/secret/i)
    expect(service.output).not.toMatch(/AIzaSecret|sk-secret|secret-between/)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends by itself after %s, when the running answers are out',
    async (signal) => {
      const service = startOpen()
      const url = await service.url('gateway')
      const running = [chat, generate].flatMap((ask) =>
        ['gemini-2.5-flash', 'gpt-4o'].map((model) =>
          ask(url, model, `[[sim:text=Still here;first-event=300;key=${signal}]]`),
        ),
      )
      for (const simulator of [gemini, upstream])
        await simulator.waitFor(
          (requests) => requests.filter(({ body }) => body.includes(`key=${signal}`)).length === 2,
        )
      service.signal(signal)
      for (const answer of await Promise.all(running)) {
        expect(answer.status).toBe(200)
        expect(await answer.text()).toContain('Still here')
      }
      expect(await service.exit).toBe(0)
      await expect(fetch(url)).rejects.toThrow()
    },
  )

  it.each(['gateway', 'translator'] as const)('ends with 0 after SIGTERM: the %s alone', async (what) => {
    const service = start(what, { PORT: '0' })
    await service.url(what)
    service.signal('SIGTERM')
    expect(await service.exit).toBe(0)
  })
})
