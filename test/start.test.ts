import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { chat, freePorts, generate, startServices } from './service-process.ts'

const { folder, start } = startServices()

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

describe('a gateway that is started alone', () => {
  it('says where to point clients, and that it has no translator', async () => {
    const service = start('gateway', freePorts)
    const url = await service.url('gateway')
    const lines = `OpenAI base URL +${url}/v1\\n +Gemini base URL +${url}\\n +Translator +TRANSLATOR_URL is not set`
    await service.said(new RegExp(lines))
    await service.said(/UPSTREAM_URL is not set: http:\/\/127\.0\.0\.1:3001/)
    await service.said(/SLUICE_API_KEYS is not set/)
  })

  it('says that its translator does not answer', async () => {
    const TRANSLATOR_URL = `http://127.0.0.1:${await closedPort()}`
    const service = start('gateway', { ...freePorts, TRANSLATOR_URL })
    await service.said(new RegExp(`Translator +${TRANSLATOR_URL} does not answer \\(ECONNREFUSED\\): .*TRANSLATOR_URL`))
  })

  it('says where its translator is', async () => {
    const TRANSLATOR_URL = await start('translator', freePorts).url('translator')
    const service = start('gateway', { ...freePorts, TRANSLATOR_URL })
    await service.said(new RegExp(`Translator +${TRANSLATOR_URL}\\n`))
  })
})

describe('a setting that cannot be used', () => {
  it('may be an option, which names the setting to use', async () => {
    const service = start('both', freePorts, folder(), ['--port', '8080'])
    expect(await service.exit).toBe(1)
    expect(service.output).toMatch(/--port: Sluice takes no options\..* set PORT\./)
    expect(service.output).not.toContain('listening')
  })

  it('may stand in a .env under a name that is nearly right', async () => {
    const where = folder()
    writeFileSync(join(where, '.env'), 'GEMINI_KEY=sk-of-someone\nREDIS_URI=redis://x\n')
    const service = start('both', freePorts, where)
    expect(await service.exit).toBe(1)
    expect(service.output).toMatch(/GEMINI_KEY: there is no such setting\. Did you mean GEMINI_API_KEY\?/)
    expect(service.output).toMatch(/REDIS_URI: there is no such setting\. Did you mean REDIS_URL\?/)
    expect(service.output).not.toContain('sk-of-someone')
  })

  it('may stand in a file, with its line', async () => {
    const where = folder()
    writeFileSync(join(where, 'sluice.yaml'), 'gateway:\n  port: 0\nlimits:\n  rmp: 5\n')
    const service = start('both', { ...freePorts, SLUICE_CONFIG: 'sluice.yaml' }, where)
    expect(await service.exit).toBe(1)
    expect(service.output).toContain(
      'sluice.yaml line 4: limits.rmp: there is no such setting. Did you mean limits.rpm?',
    )
  })

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

  it('both: one in use for the translator alone is only said', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    try {
      const service = start('both', { ...freePorts, TRANSLATOR_PORT: String(port) })
      const url = await service.url('gateway')
      await service.said(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use\\..*TRANSLATOR_PORT`))
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
    } finally {
      other.close()
    }
  })

  it('PORT is the gateway’s when both are started', async () => {
    const port = await closedPort()
    const service = start('both', { GATEWAY_PORT: '1', TRANSLATOR_PORT: '0', PORT: String(port) })
    expect(await service.url('gateway')).toBe(`http://127.0.0.1:${port}`)
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

  it('come from the YAML file that SLUICE_CONFIG names', async () => {
    const where = folder()
    const file = `gateway: { port: 0 }\nupstream:\n  url: ${upstream.url}\n  apiKey: sk-from-a-file\n`
    writeFileSync(join(where, 'sluice.yaml'), file)
    const url = await start('both', { TRANSLATOR_PORT: '0', SLUICE_CONFIG: 'sluice.yaml' }, where).url('gateway')
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
