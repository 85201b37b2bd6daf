import { describe, expect, it } from '@jest/globals'
import { ConfigError, type Environment, problemLine, readConfig } from '../src/index.ts'

function problemsOf(env: Environment, readFile?: (path: string) => string): readonly string[] {
  try {
    readConfig(env, readFile)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(problemLine)
    throw error
  }
  return []
}

describe('readConfig', () => {
  it('needs no setting at all', () => {
    const config = readConfig({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      gateway: { port: 3002 },
      translator: { port: 3000 },
      upstream: { url: 'http://127.0.0.1:3001', isDefault: true },
      gemini: { baseUrl: 'https://generativelanguage.googleapis.com' },
      clients: { keys: [], allowAnonymous: false, corsOrigins: [], localNetwork: false },
      redis: { lost: 'local' },
      streamsMax: 5_000,
      drainMs: 30_000,
      heartbeat: { afterMs: 20_000, everyMs: 10_000 },
      stopTags: [],
      lateErrors: 'auto',
      limits: { rpm: 0, globalRpm: 0, gapMs: 0 },
      timeouts: { firstByteMs: 600_000, idleMs: 300_000, totalMs: 3_600_000 },
      retries: { max: 5, delayMs: 1_000, budgetMs: 90_000 },
      bodyBytesMax: 67_108_864,
      logLevel: 'info',
    })
    for (const unset of [config.port, config.upstream.apiKey, config.gemini.apiKey, config.clients.internalToken])
      expect(unset).toBeUndefined()
    expect(config.gemini.models).toEqual(['gemini-*', 'models/gemini-*', 'tunedModels/*', 'gemma-*'])
  })

  it('lists every bad setting in one error', () => {
    const problems = problemsOf({
      GATEWAY_PORT: '70000',
      LOG_LEVEL: 'loud',
      MAX_RETRIES: '-1',
      UPSTREAM_URL: 'ftp://x',
    })
    expect(problems).toHaveLength(4)
    expect(problems[0]).toBe(
      'GATEWAY_PORT: "70000" is not allowed. It must be a port from 1 to 65535, or 0 for any free one.',
    )
    expect(() => readConfig({ GATEWAY_PORT: '70000', LOG_LEVEL: 'loud' })).toThrow(
      /2 settings[\s\S]*GATEWAY_PORT[\s\S]*LOG_LEVEL/,
    )
  })

  it('takes an empty or blank variable for unset', () => {
    expect(readConfig({ GATEWAY_PORT: '', UPSTREAM_URL: '  ', SLUICE_API_KEYS: '', SLUICE_TYPO: '' })).toEqual(
      readConfig({}),
    )
  })

  it('freezes all of it', () => {
    const config = readConfig({ SLUICE_STOP_TAGS: '["x"]' })
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.gemini.models)).toBe(true)
    expect(Object.isFrozen(config.stopTags[0]?.tags[0])).toBe(true)
  })

  it('reads numbers with units as milliseconds', () => {
    expect(readConfig({ RETRY_DELAY: '0.25' }).retries.delayMs).toBe(250)
    expect(readConfig({ TIMEOUT: '90' }).timeouts.firstByteMs).toBe(90_000)
    expect(readConfig({ TIMEOUT: '0' }).timeouts.firstByteMs).toBe(0)
    expect(problemsOf({ RETRY_DELAY: '1e3', TIMEOUT: '-1' })).toHaveLength(2)
  })

  it('reads what other gateways call a rate limit as the gap that it means', () => {
    expect(readConfig({ RATE_LIMIT: '1.5' }).limits.gapMs).toBe(1_500)
    expect(readConfig({ RATE_LIMIT: '0' }).limits.gapMs).toBe(0)
    expect(readConfig({ RATE_LIMIT: '2', SLUICE_GAP_MS: '30' }).limits.gapMs).toBe(30)
    expect(problemsOf({ RATE_LIMIT: '61' })).toEqual([
      'RATE_LIMIT: "61" is not allowed. It must be a number of seconds from 0 to 60, fractions allowed.',
    ])
  })

  it.each(['true', '1', 'queue'])('refuses WAIT_MODE=%s, which it cannot do, and says what it does', (WAIT_MODE) => {
    expect(problemsOf({ WAIT_MODE })).toEqual([
      expect.stringMatching(/^WAIT_MODE: Sluice does not queue.*SLUICE_RPM.*SLUICE_RETRY_BUDGET_MS/),
    ])
  })

  it.each(['false', '0', 'off', ''])('takes WAIT_MODE=%s for what it does anyway', (WAIT_MODE) => {
    expect(problemsOf({ WAIT_MODE })).toEqual([])
  })

  it('lets its own name win over an alias, which is then not even read', () => {
    expect(readConfig({ SLUICE_FIRST_BYTE_TIMEOUT_MS: '5', TIMEOUT: 'nonsense' }).timeouts.firstByteMs).toBe(5)
    expect(readConfig({ UPSTREAM_API_KEY: 'a', FIXED_API_KEY: 'b' }).upstream.apiKey).toBe('a')
    expect(readConfig({ FIXED_API_KEY: 'b' }).upstream.apiKey).toBe('b')
    expect(readConfig({ GEMINI_PROXY_URL: 'http://t:3000/' }).translator.url).toBe('http://t:3000')
  })

  it.each([
    ['1', 'debug'],
    ['express:*', 'debug'],
    ['false', 'info'],
    ['0', 'info'],
  ])('takes DEBUG=%s for the level %s', (DEBUG, level) => {
    expect(readConfig({ DEBUG }).logLevel).toBe(level)
    expect(readConfig({ DEBUG, LOG_LEVEL: 'WARN' }).logLevel).toBe('warn')
  })

  it('knows an upstream that was set from one that was not', () => {
    expect(readConfig({ UPSTREAM_URL: 'http://127.0.0.1:3001/' }).upstream).toMatchObject({
      url: 'http://127.0.0.1:3001',
      isDefault: false,
    })
  })

  it('splits lists and drops blanks in them', () => {
    const { clients, gemini } = readConfig({
      SLUICE_API_KEYS: 'one, two,,\nthree ',
      SLUICE_GEMINI_MODELS: 'gemini-*, my-model,',
      SLUICE_CORS_ORIGINS: 'https://App.example/, chrome-extension://abc',
    })
    expect(clients.keys).toEqual(['one', 'two', 'three'])
    expect(gemini.models).toEqual(['gemini-*', 'my-model'])
    expect(clients.corsOrigins).toEqual(['https://app.example', 'chrome-extension://abc'])
  })
})

describe('readConfig: URLs', () => {
  it.each([
    ['http://localhost:3001/', 'http://localhost:3001'],
    ['https://Host.example/api/v1//', 'https://host.example/api/v1'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('reads %s as %s', (given, url) => {
    expect(readConfig({ UPSTREAM_URL: given }).upstream.url).toBe(url)
  })

  it.each([
    ['https://api.example/v1/chat/completions', 'https://api.example/v1'],
    ['https://api.example/chat/completions/', 'https://api.example'],
    ['https://api.example/openai/v1/responses', 'https://api.example/openai/v1'],
    ['https://api.example/v1/models', 'https://api.example/v1'],
    ['https://api.example/responses', 'https://api.example/responses'],
  ])('takes the pasted address of a call, %s, for %s', (given, url) => {
    expect(readConfig({ UPSTREAM_URL: given }).upstream.url).toBe(url)
    expect(readConfig({ GOOGLE_GEMINI_BASE_URL: given }).gemini.baseUrl).toBe(url)
  })

  it.each([
    [
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
      'https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21',
    ],
    ['https://x.services.ai.azure.com/models/?api-version=p', 'https://x.services.ai.azure.com/models?api-version=p'],
  ])('takes the version in the query of %s', (given, url) => {
    expect(readConfig({ UPSTREAM_URL: given }).upstream.url).toBe(url)
    expect(problemsOf({ UPSTREAM_URL: `${given}&key=secret` })[0]).not.toContain('secret')
  })

  it('takes the pasted address of a Gemini call for its beginning', () => {
    const given = 'https://host.example/v1beta/models/gemini-2.5-flash:generateContent'
    expect(readConfig({ GOOGLE_GEMINI_BASE_URL: given }).gemini.baseUrl).toBe('https://host.example/v1beta')
  })

  it.each([
    'localhost:3001',
    'ftp://x',
    'http://',
    'http://h?x=1',
    'http://h#f',
    'http://h/a b',
    'http:h',
    `http://h/${'x'.repeat(3000)}`,
  ])('refuses %s', (given) => {
    expect(problemsOf({ UPSTREAM_URL: given })).toHaveLength(1)
  })

  it('does not repeat a password or a key of a refused URL', () => {
    const [problem] = problemsOf({ UPSTREAM_URL: 'https://user:hunter2@host/v1?key=hunter3' })
    expect(problem).toContain('https://…@host/v1?…')
    expect(problem).not.toContain('hunter')
  })
})

describe('readConfig: secrets', () => {
  const files: Record<string, string> = { '/run/key': 'from-file\n', '/run/keys': 'one\ntwo\n', '/run/empty': ' \n' }
  const readFile = (path: string): string => {
    const text = files[path]
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return text
  }

  it('takes them from files', () => {
    const config = readConfig(
      { GEMINI_API_KEY_FILE: '/run/key', SLUICE_API_KEYS_FILE: '/run/keys', FIXED_API_KEY_FILE: '/run/key' },
      readFile,
    )
    expect(config.gemini.apiKey).toBe('from-file')
    expect(config.clients.keys).toEqual(['one', 'two'])
    expect(config.upstream.apiKey).toBe('from-file')
  })

  it('refuses a file that is missing or empty rather than start without the secret', () => {
    const env = { SLUICE_API_KEYS_FILE: '/run/empty', SLUICE_INTERNAL_TOKEN_FILE: '/run/none' }
    const problems = problemsOf(env, readFile)
    expect(problems).toEqual([
      'SLUICE_API_KEYS_FILE: the file is empty.',
      'SLUICE_INTERNAL_TOKEN_FILE: the file cannot be read (ENOENT).',
    ])
  })

  it('refuses a secret that comes twice', () => {
    expect(problemsOf({ GEMINI_API_KEY: 'x', GEMINI_API_KEY_FILE: '/run/key' }, readFile)).toHaveLength(1)
  })

  it.each([
    { GEMINI_API_KEY: '"hunter2"' },
    { UPSTREAM_API_KEY: "'hunter2'" },
    { GEMINI_API_KEY_FILE: '/run/quoted' },
    { SLUICE_API_KEYS: 'ok,"hunter2"' },
    { SLUICE_INTERNAL_TOKEN: '`hunter2`' },
  ])('refuses quotation marks that would be part of a key: %j', (env) => {
    const problems = problemsOf(env, () => '"hunter2"\n')
    expect(problems).toEqual([expect.stringContaining('(it stands in quotation marks, which would be part of it')])
    expect(problems[0]).not.toContain('hunter')
  })

  it('never shows a value, not even one that was put where a path belongs', () => {
    const problems = problemsOf({
      UPSTREAM_API_KEY: 'hunter 2',
      GEMINI_API_KEY: 'hünter2',
      SLUICE_API_KEYS: 'ok,hünter2',
      SLUICE_INTERNAL_TOKEN_FILE: 'hunter2',
    })
    expect(problems).toHaveLength(4)
    expect(problems.join('\n')).not.toMatch(/h[uü]nter/)
  })
})
