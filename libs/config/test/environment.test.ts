import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { ConfigError, loadEnvironment } from '../src/index.ts'

const home = process.cwd()
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-env-'))
  process.chdir(folder)
})

afterEach(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
  delete process.env.SLUICE_RPM
})

describe('loadEnvironment', () => {
  it('reads .env silently, beneath the real environment, which it leaves alone', () => {
    const printed = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')]
    writeFileSync('.env', '# ours\nSLUICE_RPM=5\nSLUICE_GLOBAL_RPM="7"\n')
    process.env.SLUICE_RPM = '9'
    const { env, dotenvNames } = loadEnvironment()
    expect(env).toMatchObject({ SLUICE_RPM: '9', SLUICE_GLOBAL_RPM: '7' })
    expect([...dotenvNames]).toEqual(['SLUICE_RPM', 'SLUICE_GLOBAL_RPM'])
    expect(process.env.SLUICE_GLOBAL_RPM).toBeUndefined()
    for (const stream of printed) {
      expect(stream).not.toHaveBeenCalled()
      stream.mockRestore()
    }
  })

  it('needs no .env', () => {
    expect(loadEnvironment().env.PATH).toBe(process.env.PATH)
  })

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffSLUICE_RPM=5\r\n', 'utf8')],
    ['UTF-16 of a Windows shell', Buffer.from('\ufeffSLUICE_RPM=5\r\n', 'utf16le')],
  ])('reads the first setting of a file in %s', (_, bytes) => {
    writeFileSync('.env', bytes)
    expect(loadEnvironment().env.SLUICE_RPM).toBe('5')
  })

  it('fails when .env is there and cannot be read', () => {
    mkdirSync('.env')
    expect(() => loadEnvironment()).toThrow(ConfigError)
    expect(() => loadEnvironment()).toThrow('.env cannot be read (EISDIR)')
  })
})
