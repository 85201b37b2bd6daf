import { describe, expect, it } from '@jest/globals'
import { type Config, ConfigError, checkConfig, problemLine, readConfig } from '../src/index.ts'

const read = (text: string, env = {}): Config => readConfig({ SLUICE_CONFIG: 'sluice.yaml', ...env }, () => text)

function problemsOf(text: string, env = {}): readonly string[] {
  const checked = checkConfig({ env: { SLUICE_CONFIG: 'sluice.yaml', ...env }, readFile: () => text })
  return 'problems' in checked ? checked.problems.map(problemLine) : []
}

describe('a file of settings', () => {
  it('says what variables can say, in groups', () => {
    const config = read(`
# A team's.
upstream:
  url: https://api.example/v1/
  apiKey: sk-upstream
clients:
  keys: [one, two]
  allowAnonymous: false
heartbeat: { afterMs: 5000 }
retries:
  delayMs: 250
stopTags:
  gemini-*: ["</answer>", { tag: END, include_tag: true }]
logLevel: warn
`)
    expect(config).toEqual(
      readConfig({
        UPSTREAM_URL: 'https://api.example/v1',
        UPSTREAM_API_KEY: 'sk-upstream',
        SLUICE_API_KEYS: 'one,two',
        SLUICE_HEARTBEAT_AFTER_MS: '5000',
        RETRY_DELAY: '0.25',
        SLUICE_STOP_TAGS: '{"gemini-*":["</answer>",{"tag":"END","include_tag":true}]}',
        LOG_LEVEL: 'warn',
      }),
    )
    expect(config.upstream.isDefault).toBe(false)
    expect(Object.isFrozen(config.clients.keys)).toBe(true)
  })

  it.each(['', '# nothing yet\n', 'limits:\n  # rpm: 5\n', 'upstream: { url: }\n', '\ufeffport:\n'])(
    'may leave everything unset: %j',
    (text) => {
      expect(read(text)).toEqual(readConfig({}))
    },
  )

  it('may write a value as a variable would', () => {
    const config = read('limits: { rpm: "60" }\nclients: { keys: "a, b", allowAnonymous: yes }\nlogLevel: WARN\n')
    expect(config.limits.rpm).toBe(60)
    expect(config.clients).toMatchObject({ keys: ['a', 'b'], allowAnonymous: true })
    expect(config.logLevel).toBe('warn')
  })

  it('is under the environment, whichever name is set there', () => {
    const text = 'upstream: { apiKey: of-the-file, url: "http://file" }\nlogLevel: error\n'
    const config = read(text, { FIXED_API_KEY: 'of-the-environment', DEBUG: '1' })
    expect(config.upstream).toMatchObject({ apiKey: 'of-the-environment', url: 'http://file', isDefault: false })
    expect(config.logLevel).toBe('debug')
    expect(read('limits: { rpm: wrong }', { SLUICE_RPM: '5' }).limits.rpm).toBe(5)
  })
})

describe('a file that cannot be used', () => {
  it('is told with each problem, its line and what is allowed', () => {
    const text = 'gateway:\n  port: 70000\nlogLevel: loud\nupstream:\n  url: ftp://x\n'
    expect(problemsOf(text, { MAX_RETRIES: 'many' })).toEqual([
      'sluice.yaml line 2: gateway.port: "70000" is not allowed. It must be a port from 1 to 65535, or 0 for any free one.',
      'sluice.yaml line 5: upstream.url: "ftp://x" is not allowed. It must be an http:// or https:// URL without user, password or fragment, and without a query but ?api-version=.',
      'MAX_RETRIES: "many" is not allowed. It must be a whole number from 0 to 100.',
      expect.stringMatching(/^sluice\.yaml line 3: logLevel: "loud" is not allowed\. It must be one of fatal/),
    ])
  })

  it('gives its problems as values with path, line and message', () => {
    const checked = checkConfig({ env: { SLUICE_CONFIG: 'a.yaml' }, readFile: () => '\nlimits:\n  rpm: -1\n' })
    expect(checked).toEqual({
      problems: [
        { name: 'limits.rpm', path: 'limits.rpm', file: 'a.yaml', line: 3, message: expect.stringContaining('"-1"') },
      ],
    })
  })

  it.each([
    ['limts:\n  rpm: 5\n', 1, 'limts', 'Did you mean limits?'],
    ['limits:\n  rmp: 5\n', 2, 'limits.rmp', 'Did you mean limits.rpm?'],
    ['rpm: 5\n', 1, 'rpm', 'In a file it is limits.rpm.'],
    ['\nSLUICE_RPM: 5\n', 2, 'SLUICE_RPM', 'In a file it is limits.rpm.'],
    ['GEMINI_API_KEY: hunter2\n', 1, 'GEMINI_API_KEY', 'In a file it is gemini.apiKey.'],
  ])('is one with an unknown name: %j', (text, line, name, advice) => {
    expect(problemsOf(text)).toEqual([`sluice.yaml line ${line}: ${name}: there is no such setting. ${advice}`])
  })

  it.each([
    ['limits: 5\n', 'sluice.yaml line 1: limits: it must be a group of settings.'],
    ['host: [a]\n', /line 1: host: "\[\\"a\\"\]" is not allowed/],
    ['clients: { keys: [] }\n', /clients\.keys: the value \(not shown\) is not allowed/],
    ['limits: { rpm: 1.5 }\n', /limits\.rpm: "1\.5" is not allowed/],
    ['stopTags: [a, ""]\n', /stopTags: .* is not allowed \(tag 2 is empty\)/],
    ['- a\n- b\n', 'sluice.yaml: it must hold settings, one `name: value` a line.'],
    ['just words\n', 'sluice.yaml: it must hold settings, one `name: value` a line.'],
    ['port: 1\nport: 2\n', 'sluice.yaml line 2: this name stands twice in its group.'],
    ['a:\n\tb: 1\n', 'sluice.yaml line 2: a tab stands where blanks must.'],
    ['a: 1\n---\nb: 2\n', 'sluice.yaml line 2: a second document begins.'],
    ['x'.repeat(1_048_577), 'sluice.yaml: it is longer than 1048576 characters.'],
  ])('%.40j', (text, problem) => {
    expect(problemsOf(text)[0]).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem))
  })

  it.each([
    'upstream: { apiKey: hunter 2 }',
    'clients:\n  keys: [ok, "hunter 2"]',
    'upstream: { apiKey: hunter2: x }',
    'upstream: { apiKey: *hunter2 }',
    'upstream: { apiKey: !hunter2 }',
    'upstream:\n  apiKey: "hunter2\n  url: x',
    'upstream: { apiKey: { hunter2: 1 } }',
    'redis: { url: "http://:hunter2@host" }',
    'upstream: { url: "https://user:hunter2@host/v1?key=hunter2" }',
  ])('never shows a secret: %j', (text) => {
    const problems = problemsOf(text)
    expect(problems).not.toEqual([])
    expect(problems.join('\n')).not.toContain('hunter')
  })

  it('names a long unknown name by its beginning', () => {
    expect(problemsOf(`${'x'.repeat(500)}: 1`)[0]?.length).toBeLessThan(300)
  })

  it.each([
    ['an anchor that holds itself', 'limits: &x { rpm: *x }'],
    ['an anchor that is repeated without end', `a: &a [x]\nb: [${Array(500).fill('*a').join()}]`],
    ['depth', `host: ${'['.repeat(50_000)}`],
    ['__proto__', '__proto__: { host: 1 }'],
  ])('may hold %s', (_, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0)
  })

  it('stops the start when it is not there', () => {
    const missing = () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    }
    const refuse = () => readConfig({ SLUICE_CONFIG: 'none.yaml' }, missing)
    expect(refuse).toThrow(ConfigError)
    expect(refuse).toThrow('SLUICE_CONFIG: the file "none.yaml" cannot be read (ENOENT).')
  })
})
