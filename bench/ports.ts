import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child } from './children.ts'

const START_TIMEOUT_MS = 20_000
const LOOK_EVERY_MS = 50

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until something listens. @throws Error with the process's last words when it does not. */
export async function listening(port: number, child: Child): Promise<void> {
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
    if (child.ended) throw new Error(`it has ended: ${child.log}`)
    if (await accepts(port)) return
  }
  throw new Error(`nothing listens on port ${port}: ${child.log}`)
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
