import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { createLogger } from '../src/index.ts'
import { LOG_LINE_CHARS_MAX } from '../src/redaction.ts'

type Entry = Record<string, unknown>

function openLog(level: 'info' | 'debug' = 'info') {
  const lines: string[] = []
  const logger = createLogger({ level, service: 'gateway', destination: { write: (line) => lines.push(line) } })
  return { logger, lines, entries: () => lines.map((line): Entry => JSON.parse(line)) }
}

describe('createLogger', () => {
  it('writes one JSON line with level, ISO time and service', () => {
    const { logger, lines, entries } = openLog()
    logger.info({ status: 200 }, 'request')
    expect(lines[0]).toMatch(/^[^\n]+\n$/)
    expect(entries()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: 'gateway',
        status: 200,
        msg: 'request',
      },
    ])
  })

  it('keeps quiet below its level', () => {
    const { logger, lines } = openLog()
    logger.debug('unheard')
    expect(lines).toEqual([])
  })

  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'x-api-key',
    'x-goog-api-key',
    'api-key',
    'apiKey',
    'cookie',
    'set-cookie',
    'key',
    'x-sluice-internal-token',
  ])('redacts %s wherever it is (S04)', (name) => {
    const { logger, lines, entries } = openLog()
    const secret = 'hunter2 "quoted\\'
    logger.info(
      { [name]: secret, headers: { [name]: [secret, secret] }, a: { b: { c: { d: { [name]: secret } } } } },
      'x',
    )
    logger.child({ [name]: secret }).error({ err: Object.assign(new Error('failed'), { headers: { [name]: secret } }) })
    expect(lines.join('')).not.toContain('hunter2')
    expect(entries()[0]).toMatchObject({ [name]: '[redacted]', headers: { [name]: '[redacted]' }, msg: 'x' })
    expect(entries()[1]).toMatchObject({ err: { message: 'failed', headers: { [name]: '[redacted]' } } })
  })

  it('redacts the key of a URL in a message, a stack and a field (S04, S29)', () => {
    const { logger, lines, entries } = openLog()
    const url = 'http://h/v1beta/models?alt=sse&key=AIza-hunter2&x=1'
    logger.error({ err: new Error(`GET ${url}`), url: `${url}` }, `failed: ${url}`)
    expect(lines.join('')).not.toContain('hunter2')
    expect(entries()[0]).toMatchObject({ url: 'http://h/v1beta/models?alt=sse&key=[redacted]&x=1' })
  })

  it('leaves names alone that only look like a secret', () => {
    const { logger, entries } = openLog()
    const harmless = { caller: 'key:abc', monkey: 'chimp', keys: 3, msg_key: 'x', tokens: { inputTokens: 5 } }
    logger.info(harmless)
    expect(entries()[0]).toMatchObject(harmless)
  })

  it('escapes what a terminal obeys and what some readers take for a line end (S22)', () => {
    const { logger, lines, entries } = openLog()
    const odd = 'a\u001b[2J\r\n\u007f\u0085\u009b\u2028\u2029\ud83d\ude00'
    logger.info({ model: odd, [odd]: 1 }, odd)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^[ -~\ud83d\ude00]+\n$/u)
    expect(entries()[0]).toMatchObject({ model: odd, [odd]: 1, msg: odd })
  })

  it('leaves an overlong line out and says so', () => {
    const { logger, entries } = openLog()
    logger.info({ key: '\\"'.repeat(LOG_LINE_CHARS_MAX) }, 'x')
    logger.info('still there')
    expect(entries()).toMatchObject([{ msg: expect.stringContaining('was left out') }, { msg: 'still there' }])
  })

  it('has written every line when the process exits at once', () => {
    const module = new URL('../src/index.ts', import.meta.url).href
    const script = `import { createLogger } from '${module}'
      const logger = createLogger({ level: 'info', service: 'x' })
      for (let line = 0; line < 1000; line++) logger.info('line')
      process.exit(1)`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toHaveLength(1000)
  })
})
