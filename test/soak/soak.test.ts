import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { saySkipped } from '../say-skipped.ts'

const wanted = process.env.SLUICE_TEST === 'all'
if (!wanted) saySkipped('a short soak. `npm run test:all` runs it.')
const itWanted = wanted ? it : it.skip

/** A sixth of a minute of load, and what each of its parts needs to come to its end. */
const SOAK = ['--minutes', '0.15', '--rps', '20', '--seed', '1']
const TIMEOUT_MS = 90_000

describe('npm run soak', () => {
  itWanted(
    'finds nothing unexpected in a few seconds of it',
    () => {
      const args = [join(import.meta.dirname, 'run.ts'), ...SOAK]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: TIMEOUT_MS })
      expect({ status, stderr, report: stdout.split('\n').slice(-40) }).toMatchObject({ status: 0, stderr: '' })
    },
    TIMEOUT_MS,
  )
})
