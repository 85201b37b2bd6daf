import { describe } from '@jest/globals'
import { hasRedisServer } from './redis-server.ts'

if (!hasRedisServer) {
  // Jest swallows the console of a file whose tests are all skipped.
  process.stderr.write(
    'SKIPPED: redis-server is not on PATH, so its tests do not run (Debian: apt install redis-server)\n',
  )
}

/** A `describe` for what needs a real Redis; skipped where there is none. */
export const describeWithRedis = hasRedisServer ? describe : describe.skip
