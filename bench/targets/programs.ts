import { join } from 'node:path'
import { Child } from '../children.ts'
import { freePort, listening } from '../ports.ts'
import type { Surroundings } from './target.ts'

/** Starts a proxy of `bench/peers`. */
export const peer =
  (file: string) =>
  async ({ vendorPort, folder }: Surroundings) => {
    const port = await freePort()
    const child = new Child([process.execPath, join(import.meta.dirname, '..', 'peers', file)], {
      place: 'target',
      logFile: join(folder, 'log'),
      env: { VENDOR_PORT: String(vendorPort), PORT: String(port), NODE_ENV: 'production' },
    })
    await listening(port, child)
    return { port, children: [child] }
  }

/** No proxy at all: the vendor itself. */
export const direct = async ({ vendorPort }: Surroundings) => ({ port: vendorPort, children: [] })
