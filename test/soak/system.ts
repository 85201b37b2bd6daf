import { createGeminiSimulator, createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { freePort, hasRedisServer, RedisServer } from '../../libs/limits/test/redis-server.ts'
import { impatient } from '../wall/upstream-faults.ts'
import type { SoakOptions } from './options.ts'
import { Service } from './service.ts'
import { clientKeys, limitFor } from './tenants.ts'

/** The product and all that it talks to. */
export interface System {
  readonly gatewayUrl: string
  readonly services: readonly Service[]
  /** Each has its metrics; both are in one process, or in two. */
  readonly urls: Readonly<Record<'gateway' | 'translator', string>>
  readonly vendors: readonly Simulator[]
  readonly redis: RedisServer | undefined
  /** What no log and no metric may hold. */
  readonly secrets: readonly string[]
  stop(): Promise<readonly (number | undefined)[]>
}

/** Answers at once that the product has room for; more than the load ever has under way. */
export const PLACES = 256

const vendorKeys = { GEMINI_API_KEY: 'AIzaSoakKeyOfTheServer', UPSTREAM_API_KEY: 'sk-soak-upstream-key-of-the-server' }
const internalToken = 'soak-token-between-the-services'

/** Timeouts that are soon over, and yet outlast what busy neighbours take; heartbeats within the longer answers. */
const paces = {
  ...impatient,
  SLUICE_FIRST_BYTE_TIMEOUT_MS: '4000',
  SLUICE_IDLE_TIMEOUT_MS: '4000',
  SLUICE_HEARTBEAT_AFTER_MS: '400',
  SLUICE_HEARTBEAT_EVERY_MS: '200',
  RETRY_DELAY: '0.02',
}

export async function startSystem(
  options: SoakOptions,
  onLine: (text: string, from: 'stdout' | 'stderr') => void,
): Promise<System> {
  const quiet = { record: false }
  const gemini = await createGeminiSimulator({ ...quiet, apiKey: vendorKeys.GEMINI_API_KEY })
  const upstream = await createOpenAISimulator({ ...quiet, apiKey: vendorKeys.UPSTREAM_API_KEY })
  const redis = await startRedis()
  const env = {
    HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    TRANSLATOR_PORT: '0',
    UPSTREAM_URL: upstream.url,
    UPSTREAM_API_KEY: vendorKeys.UPSTREAM_API_KEY,
    SLUICE_API_KEYS: clientKeys.join(),
    SLUICE_STREAMS_MAX: String(PLACES),
    SLUICE_RPM: String(limitFor(options.rps)),
    ...paces,
    ...(redis !== undefined && { REDIS_URL: redis.url }),
  }
  const googles = { GEMINI_API_KEY: vendorKeys.GEMINI_API_KEY, GOOGLE_GEMINI_BASE_URL: gemini.url }
  const started = await (options.processes === 1 ? together : apart)(env, googles, onLine)
  return {
    ...started,
    gatewayUrl: started.urls.gateway,
    vendors: [gemini, upstream],
    redis,
    secrets: [...Object.values(vendorKeys), ...clientKeys, internalToken],
    stop: async () => {
      const codes = await Promise.all(started.services.map((service) => service.stop()))
      await Promise.all([gemini.close(), upstream.close(), redis?.kill()])
      return codes
    },
  }
}

async function startRedis(): Promise<RedisServer | undefined> {
  if (!hasRedisServer) return undefined
  const redis = new RedisServer(await freePort())
  process.once('exit', () => void redis.kill())
  await redis.start()
  return redis
}

type Env = Readonly<Record<string, string>>
type OnLine = (text: string, from: 'stdout' | 'stderr') => void

async function together(env: Env, googles: Env, onLine: OnLine): Promise<Pick<System, 'services' | 'urls'>> {
  const service = new Service({ file: 'services/start.ts', env: { ...env, ...googles }, onLine })
  const [gateway, translator] = await Promise.all([service.url('gateway'), service.url('translator')])
  return { services: [service], urls: { gateway, translator } }
}

async function apart(env: Env, googles: Env, onLine: OnLine): Promise<Pick<System, 'services' | 'urls'>> {
  const shared = { ...env, SLUICE_INTERNAL_TOKEN: internalToken }
  const second = new Service({ file: 'services/translator/src/main.ts', env: { ...shared, ...googles }, onLine })
  const translator = await second.url('translator')
  const first = new Service({
    file: 'services/gateway/src/main.ts',
    env: { ...shared, TRANSLATOR_URL: translator },
    onLine,
  })
  return { services: [first, second], urls: { gateway: await first.url('gateway'), translator } }
}
