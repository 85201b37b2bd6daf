import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { ClientSettings } from '../src/doors/authenticate.ts'
import { createTestShell } from './start-shell.ts'

const modes = {
  local: {},
  keyed: { keys: ['k'] },
  anonymous: { allowAnonymous: true },
  listed: { keys: ['k'], corsOrigins: ['https://app.example'] },
  'local and listed': { corsOrigins: ['https://app.example'] },
} as const satisfies Record<string, Partial<ClientSettings>>

type Mode = keyof typeof modes
const shells = Object.fromEntries(Object.entries(modes).map(([mode, clients]) => [mode, createTestShell({ clients })]))
const get = (mode: Mode, path = '/') => request(shells[mode]!).get(path)
const preflight = (mode: Mode, origin: string) =>
  request(shells[mode]!).options('/v1/chat/completions').set({
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type',
  })

describe('pages that may call (S20)', () => {
  it.each<[Mode, string, number, string | undefined]>([
    ['local', 'http://localhost', 200, 'http://localhost'],
    ['local', 'http://localhost:8000', 200, 'http://localhost:8000'],
    ['local', 'https://127.0.0.1:8443', 200, 'https://127.0.0.1:8443'],
    ['local', 'http://[::1]:3000', 200, 'http://[::1]:3000'],
    ['local', 'http://tauri.localhost', 200, 'http://tauri.localhost'],
    ['local', 'https://a.b.localhost:8080', 200, 'https://a.b.localhost:8080'],
    ['local', 'http://evillocalhost', 403, undefined],
    ['local', 'http://.localhost', 403, undefined],
    ['local', 'http://tauri.localhost.evil.example', 403, undefined],
    ['local', 'http://evil.example', 403, undefined],
    ['local', 'http://localhost.evil.example', 403, undefined],
    ['local', 'http://127.0.0.1.nip.io', 403, undefined],
    ['local', 'http://localhost:80@evil.example', 403, undefined],
    ['local', 'http://localhost:8000/', 403, undefined],
    ['local', 'file://localhost', 403, undefined],
    ['local', 'null', 403, undefined],
    ['keyed', 'http://evil.example', 200, '*'],
    ['keyed', 'null', 200, '*'],
    ['anonymous', 'http://evil.example', 200, '*'],
    ['listed', 'https://app.example', 200, 'https://app.example'],
    ['listed', 'http://app.example', 200, undefined],
    ['listed', 'http://localhost:8000', 200, undefined],
    ['local and listed', 'https://app.example', 200, 'https://app.example'],
    ['local and listed', 'http://localhost:8000', 200, 'http://localhost:8000'],
    ['local and listed', 'http://evil.example', 403, undefined],
  ])('%s: %s → %i, may be read by %s', async (mode, origin, status, readable) => {
    const answers = [await get(mode).set('origin', origin), await preflight(mode, origin)]
    expect(answers.map((answer) => answer.status)).toEqual([status, status === 200 ? 204 : status])
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe(readable)
      expect(headers['access-control-allow-credentials']).toBeUndefined()
      if (readable !== undefined && readable !== '*') expect(headers.vary).toBe('Origin')
    }
  })

  it('read errors too, in full', async () => {
    const { status, headers } = await get('keyed', '/v1/models').set('origin', 'https://a.example')
    expect(status).toBe(404)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-expose-headers']).toMatch(/x-request-id.*retry-after/)
  })

  it('a refusal names the settings that would let the page in', async () => {
    const { body } = await get('local').set('origin', 'http://evil.example')
    expect(body.error.message).toMatch(/SLUICE_API_KEYS.*SLUICE_CORS_ORIGINS/)
  })
})

describe('preflights (S20, C35)', () => {
  it('are answered without a key, for any path', async () => {
    const { status, headers } = await request(shells.keyed!).options('/nothing').set('origin', 'https://a.example')
    expect(status).toBe(204)
    expect(headers['access-control-allow-methods']).toContain('POST')
    expect(Number(headers['access-control-max-age'])).toBeGreaterThan(0)
  })

  it('allow every well-formed header name, for apps have their own, and nothing internal', async () => {
    const asked =
      'Authorization,content-type, x-goog-api-client, dangerously-allow-browser,X-Title,http-referer, x-opencode-session,x-sluice-stop-tags,x-sluice-internal-token,cookie,,a b,"x",<y>,ü'
    const { headers } = await preflight('keyed', 'https://a.example').set(
      'access-control-request-headers',
      Buffer.from(asked).toString('latin1'),
    )
    expect(headers['access-control-allow-headers']).toBe(
      'authorization, content-type, x-goog-api-client, dangerously-allow-browser, x-title, http-referer, x-opencode-session, x-sluice-stop-tags',
    )
  })

  it('allow no header to a page that may not call', async () => {
    const { headers } = await preflight('listed', 'https://b.example')
    expect(headers['access-control-allow-headers']).toBeUndefined()
  })

  it('let pages of this machine, and no others, into the private network', async () => {
    const ask = (origin: string) => preflight('keyed', origin).set('access-control-request-private-network', 'true')
    expect((await ask('http://localhost:8000')).headers['access-control-allow-private-network']).toBe('true')
    expect((await ask('https://a.example')).headers['access-control-allow-private-network']).toBeUndefined()
  })
})

describe('the Host', () => {
  it.each(['localhost', 'LOCALHOST:3002', '127.0.0.1:3002', '[::1]:3002'])('%s is this machine', async (host) => {
    expect((await get('local').set('host', host)).status).toBe(200)
  })

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:3002', '192.168.1.2:3002', 'localhost:3002x'])(
    '%s is refused without keys, as it would be after DNS rebinding',
    async (host) => {
      const { status, body } = await get('local').set('host', host)
      expect(status).toBe(403)
      expect(body.error.message).toMatch(/SLUICE_API_KEYS.*SLUICE_ALLOW_ANONYMOUS/)
      expect((await get('keyed').set('host', host)).status).toBe(200)
      expect((await get('anonymous').set('host', host)).status).toBe(200)
    },
  )

  it.each([
    ['/metrics', '172.18.0.5:3002', 200],
    ['/metrics', '[fd12::5]:3002', 200],
    ['/metrics', 'gateway:3002', 403],
    ['/metrics', '8.8.8.8:3002', 403],
    ['/metrics', '10.0.0.1.nip.io', 403],
    ['/v1/chat/completions', '172.18.0.5:3002', 403],
    ['/', '172.18.0.5:3002', 403],
  ])('in a network of containers, %s at %s: %i', async (path, host, status) => {
    const app = createTestShell({ clients: { localNetwork: true } })
    expect((await request(app).get(path).set('host', host)).status).toBe(status)
    const page = { host, origin: `http://${host}` }
    expect((await request(app).get(path).set(page)).status).toBe(403)
  })

  it('matters for who merely says the loopback word: a rebound page can say it too', async () => {
    const rebound = { host: 'evil.example', 'x-sluice-internal-token': 'loopback' }
    expect((await request(shells.local!).post('/v1/chat/completions').set(rebound)).status).toBe(403)
  })

  it('does not matter for another service of ours', async () => {
    const app = createTestShell({ clients: { internalToken: 't' } })
    const ask = (token: string) =>
      request(app).post('/v1/chat/completions').set({ host: 'translator:3000', 'x-sluice-internal-token': token })
    expect(JSON.parse((await ask('t')).text)).toMatchObject({ caller: 'internal' })
    expect((await ask('wrong')).status).toBe(403)
  })
})
