import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { notPinned } from './children.ts'

const root = join(import.meta.dirname, '..')

/** Where and with what a run was made, one line each. */
export function describeMachine(): readonly string[] {
  const [cpu] = cpus()
  return [
    `${cpus().length} cores (${cpu?.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB memory, kernel ${release()}`,
    `load average at the start: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`,
    notPinned === undefined
      ? 'target on core 0; load and mock on core 1'
      : `not pinned to cores (${notPinned}): the figures are worth less`,
  ]
}

/** The versions of all that takes part. */
export function describeVersions(): readonly string[] {
  const packages = ['express', 'undici', 'http-proxy-middleware'].map((name) => `${name} ${versionOf(root, name)}`)
  const portkey = ['@portkey-ai/gateway', 'hono', '@hono/node-server'].map(
    (name) => `${name} ${versionOf(join(root, 'bench', 'peers', 'portkey'), name)}`,
  )
  return [
    `Node ${process.versions.node}, ${packages.join(', ')}`,
    `${portkey.join(', ')}`,
    `nginx ${said(['nginx', '-v'], /nginx\/([\d.]+)/)}, redis ${said(['redis-server', '--version'], /v=([\d.]+)/)}`,
    `Sluice at commit ${said(['git', '-C', root, 'describe', '--always', '--dirty'], /(\S+)/)}`,
  ]
}

function versionOf(folder: string, name: string): string {
  try {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
  } catch {
    return '(not installed)'
  }
}

function said([file = '', ...args]: readonly string[], pattern: RegExp): string {
  const { stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8' })
  if (error !== undefined) return '(not installed)'
  return pattern.exec(stdout + stderr)?.[1] ?? '(unknown)'
}
