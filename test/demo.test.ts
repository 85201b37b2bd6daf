import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from '@jest/globals'
import { saySkipped } from './say-skipped.ts'

const root = join(import.meta.dirname, '..')
const answer = 'Air scatters blue light more than red.'

/** A running demo and what it prints. */
class Demo {
  readonly child: ChildProcess
  /** With the exit code and the signal, when all output is read. */
  readonly end: Promise<unknown[]>
  /** One element per piece that came. */
  readonly pieces: string[] = []
  #look = () => {}

  constructor(...args: string[]) {
    const child = spawn(process.execPath, ['services/demo.ts', ...args], { cwd: root, env: {} })
    this.child = child
    this.end = once(child, 'close')
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece: Buffer) => {
        this.pieces.push(String(piece))
        this.#look()
      })
    }
  }

  get output(): string {
    return this.pieces.join('')
  }

  async says(text: string): Promise<void> {
    const said = new Promise<void>((resolve) => {
      this.#look = () => this.output.includes(text) && resolve()
      this.#look()
    })
    await Promise.race([said, this.end])
    expect(this.output).toContain(text)
  }
}

const demos: Demo[] = []
function start(...args: string[]): Demo {
  const demo = new Demo(...args)
  demos.push(demo)
  return demo
}

afterEach(async () => {
  for (const { child, end } of demos.splice(0)) {
    child.kill('SIGTERM')
    await end
  }
})

describe('the demo', () => {
  it('shows an answer as it arrives, and ends', async () => {
    const demo = start('--once')
    await demo.says('from the sun alone.')
    const answeredAt = performance.now()
    expect(await demo.end).toEqual([0, null])
    expect(performance.now() - answeredAt).toBeLessThan(5_000)
    expect(demo.output).toContain(answer)
    // Piece by piece, not at once.
    expect(demo.pieces.filter((piece) => answer.includes(piece)).length).toBeGreaterThan(2)
  })

  it('prints curl lines that work as they are, until Ctrl-C', async () => {
    if (spawnSync('curl', ['--version']).error) {
      saySkipped('curl is not installed, so the lines that the demo prints are not tried.')
      return
    }
    const demo = start()
    await demo.says('Ctrl-C ends the demo.')
    const lines = demo.output.match(/^curl .*\\\n.*$/gm) ?? []
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent --show-error --fail`])
      expect(stdout).toMatch(/^data: \{.*hi/m)
    }
    demo.child.kill('SIGINT')
    expect(await demo.end).toEqual([0, null])
  })

  it('ends at once in the middle of the answer', async () => {
    const demo = start()
    await demo.says('Air')
    demo.child.kill('SIGTERM')
    expect(await demo.end).toEqual([0, null])
    expect(demo.output).not.toContain('curl')
  })

  it('takes other ports when its own are in use', async () => {
    const others = [3002, 3000].map((port) => createServer().listen(port, '127.0.0.1'))
    // Whoever has a port already does as well.
    await Promise.all(
      others.map((other) => new Promise((resolve) => other.once('listening', resolve).once('error', resolve))),
    )
    try {
      const demo = start('--once')
      expect(await demo.end).toEqual([0, null])
      expect(demo.output).toContain(answer)
      expect(demo.output).not.toContain(':3002')
    } finally {
      for (const other of others) other.close()
    }
  })
})
