import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
}

const packages: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages
const images = ['Dockerfile.gateway', 'Dockerfile.translator']
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)

describe('packages (S31)', () => {
  it('are locked by their hash, every one', () => {
    expect(installed.length).toBeGreaterThan(100)
    const loose = installed.filter(([, { integrity, version }]) => !integrity?.startsWith('sha512-') || !version)
    expect(loose.map(([path]) => path)).toEqual([])
  })

  it('come from the registry that the reader has configured, never from an address of their own', () => {
    const addressed = installed.filter(([, { resolved }]) => resolved !== undefined)
    expect(addressed.map(([path]) => path)).toEqual([])
  })

  it('are asked for by version alone: nothing from git, a file or a URL', () => {
    const manifests = ['.', ...['libs', 'services'].flatMap((folder) => workspacesIn(folder))]
    const wanted = manifests.flatMap((folder) => {
      const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(`${folder}/package.json`))
      return Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies })
    })
    const odd = wanted.filter(([, range]) => !/^(?:npm:@[\w/-]+@)?\d+\.\d+\.\d+$/.test(range))
    expect(odd).toEqual([])
  })

  it('run no script of theirs where Sluice is only run', () => {
    const running = installed.filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev)
    expect(running.map(([path]) => path)).toEqual([])
    for (const file of images) expect(read(file)).toMatch(/\bnpm ci\b.*--ignore-scripts/)
  })

  it('are installed as locked wherever something is built', () => {
    for (const file of [...images, '.ci/run']) {
      expect(read(file)).toMatch(/\bnpm ci\b/)
      expect(read(file)).not.toMatch(/\bnpm (?:i|install)\b/)
    }
  })
})

function workspacesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`)
}
