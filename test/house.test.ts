import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { protocols } from '@sluice/protocol'

const root = join(import.meta.dirname, '..')

interface Import {
  readonly file: string
  readonly from: string
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  // Static imports only, the bare ones and those that span lines included; strings that merely look alike are not.
  const statements = text.matchAll(/^(?:import|export)\s(?:[^'"`;=()]*?\sfrom\s)?'([^']+)'/gm)
  return [...statements].map((match) => ({ file, from: match[1] ?? '' }))
}

const libs = readdirSync(join(root, 'libs'))
const services = readdirSync(join(root, 'services'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
const libImports = libs.flatMap((lib) => sources(`libs/${lib}/src`).flatMap(importsOf))
const serviceImports = services.flatMap(({ name }) => sources(`services/${name}/src`).flatMap(importsOf))

describe('the house', () => {
  it('has no import from a lib to a service', () => {
    const names = services.map(({ name }) => `@sluice/${name}`)
    expect(libImports.filter(({ from }) => names.includes(from) || from.includes('services/'))).toEqual([])
  })

  it('has no import from one service to another', () => {
    const names = services.map(({ name }) => `@sluice/${name}`)
    expect(serviceImports.filter(({ from }) => names.includes(from) || /services\//.test(from))).toEqual([])
  })

  it('keeps protocol and sse free of every dependency', () => {
    const outside = libImports.filter(({ file, from }) => /^libs\/(protocol|sse)\//.test(file) && !from.startsWith('.'))
    expect(outside).toEqual([])
  })

  it('lets relay import protocol and sse only, beside Node', () => {
    const relay = libImports.filter(({ file, from }) => file.startsWith('libs/relay/') && !/^(\.|node:)/.test(from))
    expect([...new Set(relay.map(({ from }) => from))].sort()).toEqual(['@sluice/protocol', '@sluice/sse'])
  })

  it('lets record import protocol and telemetry only, so that the edge can use it', () => {
    const record = libImports.filter(({ file, from }) => file.startsWith('libs/record/') && !from.startsWith('.'))
    expect([...new Set(record.map(({ from }) => from))].sort()).toEqual(['@sluice/protocol', '@sluice/telemetry'])
  })

  it('writes the log line and the metrics of a request in libs/record only', () => {
    const writers = [...libs.map((lib) => `libs/${lib}/src`), ...services.map(({ name }) => `services/${name}/src`)]
      .flatMap(sources)
      .filter((file) => !/^libs\/(record|telemetry)\//.test(file))
      .filter((file) =>
        /\b(requestEnded|streamStarted|earlyStop|retryWaited)\(/.test(readFileSync(join(root, file), 'utf8')),
      )
    expect(writers).toEqual([])
  })

  it('never lets one codec import another', () => {
    const crossing = libImports.filter(({ file, from }) => {
      const own = protocols.find((codec) => file.startsWith(`libs/protocol/src/${codec}/`))
      return own !== undefined && protocols.some((codec) => codec !== own && from.includes(`/${codec}/`))
    })
    expect(crossing).toEqual([])
  })

  it('names no protocol outside libs/protocol: what differs between protocols is their codecs’ business', () => {
    const readers = [...libs.map((lib) => `libs/${lib}/src`), ...services.map(({ name }) => `services/${name}/src`)]
      .flatMap(sources)
      // Settings and the registry of targets say what an upstream speaks; the simulator plays vendors.
      .filter((file) => !/^libs\/(protocol|config|simulator|targets\/src\/entries)\b/.test(file))
    const literal = new RegExp(`['"](?:${protocols.join('|')})['"]`)
    expect(readers.filter((file) => literal.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  it('imports no more from a package than its package.json declares', () => {
    const undeclared = [...libImports, ...serviceImports].filter(({ file, from }) => {
      if (/^(\.|node:)/.test(from)) return false
      const owner = file.split('/').slice(0, 2).join('/')
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, owner, 'package.json'), 'utf8'))
      const name = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? '')
      return !Object.hasOwn(dependencies, name)
    })
    expect(undeclared).toEqual([])
  })

  it('reads the environment in libs/config only', () => {
    const all = [
      ...libs.map((lib) => `libs/${lib}/src`),
      ...services.map(({ name }) => `services/${name}/src`),
    ].flatMap(sources)
    const readers = all.filter((file) => /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')))
    expect(readers.filter((file) => !file.startsWith('libs/config/')).map((file) => relative('.', file))).toEqual([])
  })
})
