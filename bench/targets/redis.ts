import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Child } from '../children.ts'
import { freePort, listening } from '../ports.ts'

export const redisMissing = () =>
  spawnSync('redis-server', ['--version']).error === undefined ? undefined : 'redis-server is not installed'

/** A Redis without disk, beside the load: what it costs is not the gateway's. */
export async function startRedis(folder: string): Promise<{ port: number; child: Child }> {
  const port = await freePort()
  const child = new Child(['redis-server', '--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
    place: 'bench',
    logFile: join(folder, 'redis.log'),
    cwd: folder,
  })
  await listening(port, child)
  return { port, child }
}
