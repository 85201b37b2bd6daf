import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from '../children.ts'
import { freePort, listening } from '../ports.ts'
import type { Surroundings } from './target.ts'

const folder = join(import.meta.dirname, '..', 'peers', 'portkey')
const server = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js')
const INSTALL_TIMEOUT_MS = 120_000

/** Installs Portkey's gateway by its lock file, once. */
export function portkeyMissing(): string | undefined {
  if (existsSync(server)) return undefined
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    timeout: INSTALL_TIMEOUT_MS,
    encoding: 'utf8',
  })
  return existsSync(server) ? undefined : `npm ci in bench/peers/portkey did not install it: ${npm.stderr?.slice(-300)}`
}

/** Tells Portkey, request by request, where to go. */
export const portkeyHeaders = (provider: 'openai' | 'google') => (vendorPort: number) => ({
  authorization: 'Bearer sk-upstream-of-the-bench',
  'x-portkey-provider': provider,
  'x-portkey-custom-host': `http://127.0.0.1:${vendorPort}${provider === 'openai' ? '/v1' : ''}`,
})

export async function startPortkey(surroundings: Surroundings) {
  const port = await freePort()
  const child = new Child([process.execPath, server, `--port=${port}`, '--headless'], {
    place: 'target',
    logFile: join(surroundings.folder, 'log'),
    env: { NODE_ENV: 'production' },
    cwd: surroundings.folder,
  })
  await listening(port, child)
  return { port, children: [child] }
}
