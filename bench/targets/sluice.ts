import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Child, type ChildOptions } from '../children.ts'
import { freePort, listening } from '../ports.ts'
import { startRedis } from './redis.ts'
import type { Started, Surroundings } from './target.ts'

/** The key of the bench's clients. */
export const CLIENT_KEY = 'sk-client-of-the-bench'
const INTERNAL_TOKEN = 'token-between-the-services-of-the-bench'

export interface Variant {
  readonly services?: 'together' | 'apart'
  readonly env?: Readonly<Record<string, string>>
  readonly redis?: boolean
  /** Arguments for Node itself. */
  readonly nodeArgs?: readonly string[]
}

export const sluice =
  ({ services = 'together', env = {}, redis = false, nodeArgs = [] }: Variant = {}) =>
  async (surroundings: Surroundings): Promise<Started> => {
    const { folder, tree } = surroundings
    const { port: redisPort, child: redisChild } = redis ? await startRedis(folder) : {}
    const all = {
      ...(await settings(surroundings)),
      ...(redisPort && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
      ...env,
    }
    const run = async (file: string, port: string, more: Readonly<Record<string, string>> = {}) => {
      const options: ChildOptions = {
        place: 'target',
        logFile: join(folder, 'log'),
        env: { ...all, ...more },
        cwd: folder,
      }
      const child = new Child(
        [process.execPath, ...startArgs(tree), ...nodeArgs, join(tree, 'services', file)],
        options,
      )
      await listening(Number(port), child)
      return child
    }
    const port = Number(all.GATEWAY_PORT)
    const helpers = redisChild === undefined ? [] : [redisChild]
    if (services === 'together') return { port, children: [await run('start.ts', all.GATEWAY_PORT)], helpers }
    const translator = await run('translator/src/main.ts', all.TRANSLATOR_PORT)
    const TRANSLATOR_URL = `http://127.0.0.1:${all.TRANSLATOR_PORT}`
    const gateway = await run('gateway/src/main.ts', all.GATEWAY_PORT, { TRANSLATOR_URL })
    return { port, children: [gateway, translator], helpers }
  }

/** What `npm start` of that tree gives Node itself. */
function startArgs(tree: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'))
  return String(scripts.start)
    .split(' ')
    .filter((word) => word.startsWith('--'))
}

/** Everything is on: a client key, the limits (set too high to be met), metrics, a log line for each request. */
const settings = async ({ vendorPort }: Surroundings) => ({
  NODE_ENV: 'production',
  GATEWAY_PORT: String(await freePort()),
  TRANSLATOR_PORT: String(await freePort()),
  UPSTREAM_URL: `http://127.0.0.1:${vendorPort}`,
  GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${vendorPort}`,
  UPSTREAM_API_KEY: 'sk-upstream-of-the-bench',
  GEMINI_API_KEY: 'AIzaGeminiOfTheBench',
  SLUICE_API_KEYS: CLIENT_KEY,
  SLUICE_INTERNAL_TOKEN: INTERNAL_TOKEN,
  SLUICE_RPM: '1000000',
  SLUICE_GLOBAL_RPM: '1000000',
  LOG_LEVEL: 'info',
})
