import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from '@jest/globals'

const module = new URL('../src/index.ts', import.meta.url).href
const MB = 1024 * 1024

describe('a log whose reader is slow', () => {
  let child: ChildProcess
  afterEach(() => {
    child.kill('SIGKILL')
  })

  /** Runs a process that logs lines of a kilobyte, says so, and then does something; its output is not read yet. */
  async function logged(lines: number, then: string): Promise<ChildProcess> {
    const script = `import { createLogger } from '${module}'
      const logger = createLogger({ level: 'info', service: 'x' })
      for (let at = 0; at < ${lines}; at++) logger.info({ at }, '${'é'.repeat(500)}')
      process.stderr.write('done')
      ${then}`
    child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    await once(child.stderr!, 'data')
    return child
  }

  async function linesOf({ stdout }: ChildProcess): Promise<readonly Record<string, unknown>[]> {
    const pieces: Buffer[] = []
    for await (const piece of stdout!) pieces.push(piece)
    const lines = Buffer.concat(pieces).toString().trim().split('\n')
    return lines.map((line) => JSON.parse(line))
  }

  it('waits for it, in order and whole', async () => {
    const lines = await linesOf(await logged(1_000, 'setTimeout(() => {}, 1_000)'))
    expect(lines.map(({ at }) => at)).toEqual(Array.from({ length: 1_000 }, (_, at) => at))
  })

  it('has what waits when the process ends while the reader reads again', async () => {
    const lines = await linesOf(await logged(1_000, 'process.exit(0)'))
    expect(lines).toHaveLength(1_000)
  })

  it('loses lines beyond a bound, and says how many', async () => {
    const count = (4 * MB) / 1_000
    const lines = await linesOf(await logged(count, 'setTimeout(() => {}, 1_000)'))
    const kept = lines.slice(0, -1)
    expect(kept.map(({ at }) => at)).toEqual(kept.map((_, at) => at))
    expect(kept.length).toBeGreaterThan(MB / 1_200)
    expect(lines.at(-1)?.msg).toBe(
      `${Math.ceil(count) - kept.length} log lines were lost: standard output took nothing more`,
    )
  })
})
