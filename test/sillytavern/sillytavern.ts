import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const home = join(import.meta.dirname, '..', '..', '.cache', 'sillytavern')
const files = ['package.json', 'package-lock.json'] as const

/** Written when an installation is complete; a broken download leaves none. */
const installedLock = join(home, 'installed-lock.json')

/** How long the download and the first start, which builds the web page, may take. */
export const INSTALL_TIMEOUT_MS = 600_000
const START_TIMEOUT_MS = 180_000

/** Installs the version of the lock file, unless it is there. None of its packages' own scripts is run. */
export async function installSillyTavern(): Promise<void> {
  const lock = join(import.meta.dirname, 'package-lock.json')
  if (existsSync(installedLock) && readFileSync(installedLock, 'utf8') === readFileSync(lock, 'utf8')) return
  mkdirSync(home, { recursive: true })
  for (const file of files) cpSync(join(import.meta.dirname, file), join(home, file))
  const options = { cwd: home, timeout: INSTALL_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 }
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options)
  cpSync(lock, installedLock)
}

export interface SillyTavern {
  /** Asks its server as its web page does; the signal is the stop button. */
  post(path: string, body: object, signal?: AbortSignal): Promise<Response>
  stop(): Promise<void>
}

/** Starts its server on a free port, with fresh data of its own. */
export async function startSillyTavern(): Promise<SillyTavern> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sillytavern-'))
  const port = await freePort()
  const options: Readonly<Record<string, string>> = {
    port: String(port),
    listen: 'false',
    disableCsrf: 'true',
    browserLaunchEnabled: 'false',
    dataRoot: join(folder, 'data'),
    configPath: join(folder, 'config.yaml'),
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(process.execPath, [join('node_modules', 'sillytavern', 'server.js'), ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = async () => {
    const exit = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGKILL')) await exit
    rmSync(folder, { recursive: true })
  }
  await listening(child).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    post: (path, body, signal) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    stop,
  }
}

function listening(child: ChildProcess): Promise<void> {
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`SillyTavern did not start:\n${lines.slice(-30).join('\n')}`))
    const timer = setTimeout(fail, START_TIMEOUT_MS)
    child.once('exit', fail)
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue
      createInterface({ input }).on('line', (line) => {
        lines.push(line)
        if (!line.includes('SillyTavern is listening')) return
        clearTimeout(timer)
        resolve()
      })
    }
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
