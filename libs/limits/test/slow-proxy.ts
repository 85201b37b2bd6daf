import { connect, createServer, type Server } from 'node:net'
import { freePort } from './redis-server.ts'

export interface SlowProxy {
  readonly server: Server
  readonly url: string
  /** Resolves when so many connections have been made. */
  connections(count: number): Promise<void>
}

/** In front of a port; every answer comes so much later. */
export async function createSlowProxy(port: number, delayMs: number): Promise<SlowProxy> {
  let made = 0
  let look = () => {}
  const server = createServer((client) => {
    made++
    look()
    const redis = connect(port, '127.0.0.1')
    client.pipe(redis)
    redis.on('data', (chunk) => setTimeout(() => client.write(chunk), delayMs))
    client.on('error', () => {}).on('close', () => redis.destroy())
    redis.on('error', () => client.destroy())
  })
  const ownPort = await freePort()
  await new Promise<void>((resolve) => server.listen(ownPort, '127.0.0.1', resolve))
  const connections = (count: number) =>
    new Promise<void>((resolve) => {
      look = () => made >= count && resolve()
      look()
    })
  return { server, url: `redis://127.0.0.1:${ownPort}`, connections }
}
