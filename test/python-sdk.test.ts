import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from './product.ts'
import { saySkipped } from './say-skipped.ts'

const run = promisify(execFile)
const folder = join(import.meta.dirname, 'python')
const venv = join(import.meta.dirname, '..', '.cache', 'python')
const INSTALL_TIMEOUT_MS = 180_000

const wanted = process.env.SLUICE_TEST === 'all'
if (!wanted) saySkipped('the Python SDKs. `npm run test:all` runs them (needs python3 with venv).')
const describeWanted = wanted ? describe : describe.skip

describeWanted('the official Python SDKs', () => {
  let product: Product
  beforeAll(async () => {
    if (!existsSync(join(venv, 'bin', 'pip'))) await run('python3', ['-m', 'venv', venv])
    await run(join(venv, 'bin', 'pip'), ['install', '--quiet', '-r', join(folder, 'requirements.txt')])
    product = await startProduct({ processes: 2 })
  }, INSTALL_TIMEOUT_MS)
  afterAll(() => product?.stop())

  it('chat, stream, call tools, count, list, and see a cut answer', async () => {
    const env = { ...process.env, BASE_URL: product.gatewayUrl }
    const { stdout } = await run(join(venv, 'bin', 'python'), [join(folder, 'clients.py')], { env })
    expect(stdout.trim().split('\n')).toHaveLength(19)
  }, 60_000)
})
