import { describe, expect, it } from '@jest/globals'
import { checkConfig } from '../src/index.ts'
import { ownAddresses } from '../src/own-address.ts'
import { type Config, schema } from '../src/schema.ts'

const machine = { hostname: 'Host-1', addresses: ['127.0.0.1', '10.0.0.7', 'fe80::1'] }

function refused(settings: object, isDefault = false): readonly (string | undefined)[] {
  const data = schema.parse(settings)
  const config: Config = { ...data, upstream: { ...data.upstream, isDefault } }
  return ownAddresses(config, machine).map(({ name }) => name)
}

const upstream = (url: string, more: object = {}) => refused({ ...more, upstream: { url } })

describe('an address of our own', () => {
  it.each([
    'http://localhost:3002',
    'http://LOCALHOST.:3002/v1',
    'http://127.0.0.1:3002/v1/',
    'http://127.1:3002',
    'http://2130706433:3002',
    'http://0x7f.0.0.1:3002',
    'http://0.0.0.0:3002',
    'http://[::1]:3002/v1',
    'http://[::ffff:127.0.0.1]:3002',
    'http://app.localhost:3002',
  ])('%s is refused as UPSTREAM_URL', (url) => {
    expect(upstream(url)).toEqual(['UPSTREAM_URL'])
  })

  it.each(['http://host-1:3002', 'http://10.0.0.7:3002', 'http://[fe80::1]:3002'])(
    '%s is refused where the server listens on every address',
    (url) => {
      expect(upstream(url, { host: '0.0.0.0' })).toEqual(['UPSTREAM_URL'])
      expect(upstream(url)).toEqual([])
    },
  )

  it('is refused for whoever would call itself through it', () => {
    const gemini = (baseUrl: string) => refused({ gemini: { apiKey: 'k', baseUrl } })
    expect(gemini('http://localhost:3002')).toEqual(['GOOGLE_GEMINI_BASE_URL'])
    expect(gemini('http://localhost:3000')).toEqual(['GOOGLE_GEMINI_BASE_URL'])
    expect(refused({ translator: { url: 'http://localhost:3002' } })).toEqual(['TRANSLATOR_URL'])
    expect(refused({ translator: { url: 'http://localhost:3000' } })).toEqual([])
    expect(upstream('http://localhost:8080', { port: 8080 })).toEqual(['UPSTREAM_URL'])
    expect(upstream('http://localhost', { gateway: { port: 80 } })).toEqual(['UPSTREAM_URL'])
  })

  it.each(['http://gateway:3002', 'http://nginx:8080', 'http://host.docker.internal:9000/v1'])(
    '%s is refused in a network of containers',
    (url) => {
      const containers = { host: '0.0.0.0', publish: '127.0.0.1:9000', clients: { localNetwork: true } }
      expect(upstream(url, containers)).toEqual(['UPSTREAM_URL'])
      expect(upstream(url)).toEqual([])
    },
  )

  it('is none where it is never called', () => {
    expect(refused({ gemini: { baseUrl: 'http://localhost:3002' } })).toEqual([])
    expect(refused({ gateway: { port: 3001 } }, true)).toEqual([])
  })

  it.each(['http://localhost:3001', 'https://api.example:3002', 'http://10.0.0.8:3002', 'https://localhost'])(
    '%s is somebody else',
    (url) => {
      expect(upstream(url, { host: '0.0.0.0' })).toEqual([])
    },
  )

  it('stops the start, with the name of the setting', () => {
    expect(checkConfig({ env: { UPSTREAM_URL: 'http://localhost:3002/v1' }, readFile: () => '' })).toMatchObject({
      problems: [{ name: 'UPSTREAM_URL', message: expect.stringContaining('this server') }],
    })
  })
})
