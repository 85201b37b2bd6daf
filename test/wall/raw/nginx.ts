import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const configFolder = join(import.meta.dirname, '../../../nginx')
/** Where the container keeps what its start script writes. */
const RUN_FOLDER = '/tmp/sluice'
const START_TIMEOUT_MS = 5_000
const LOOK_EVERY_MS = 20

export const hasNginx = spawnSync('nginx', ['-v']).error === undefined

/** An nginx with the product's own configuration, in front of one gateway. */
export interface Nginx {
  readonly port: number
  /** All that it logged. */
  log(): string
  stop(): Promise<void>
}

export async function startNginx(gatewayPort: number): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-nginx-'))
  // Its workers are another user.
  chmodSync(folder, 0o755)
  const port = await freePort()
  writeConfig(folder, port, gatewayPort)
  const logFile = join(folder, 'log')
  // A file: what is a pipe to Node is a socket to nginx, which cannot open `/dev/stdout` then.
  const output = openSync(logFile, 'a')
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;'], {
    stdio: ['ignore', output, output],
  })
  const log = () => readFileSync(logFile, 'utf8')
  await listening(port, child, log)
  const stop = async () => {
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await exit
    rmSync(folder, { recursive: true })
  }
  return { port, log, stop }
}

/** The files of `nginx/` with the folder of the container moved, and the two that its start script writes. */
function writeConfig(folder: string, port: number, gatewayPort: number): void {
  for (const name of readdirSync(configFolder).filter((file) => file.endsWith('.conf'))) {
    const text = readFileSync(join(configFolder, name), 'utf8')
    writeFileSync(join(folder, name), text.replaceAll(RUN_FOLDER, folder))
  }
  writeFileSync(join(folder, 'server.conf'), `listen 127.0.0.1:${port};\nclient_max_body_size 1m;\n`)
  writeFileSync(join(folder, 'gateway.conf'), `server 127.0.0.1:${gatewayPort} max_fails=0;\n`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function listening(port: number, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline && child.exitCode === null) {
    const socket = connect(port, '127.0.0.1')
    const connected = await Promise.race([once(socket, 'connect'), once(socket, 'error')]).then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (connected) return
    await sleep(LOOK_EVERY_MS)
  }
  throw new Error(`nginx does not listen:\n${log()}`)
}
