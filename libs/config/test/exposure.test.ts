import { describe, expect, it } from '@jest/globals'
import { checkConfig, problemLine, readConfig } from '../src/index.ts'

describe('SLUICE_PUBLISH', () => {
  it.each(['127.0.0.1:3002', '127.0.0.5:80', 'localhost:3002', '[::1]:3002'])(
    'needs no keys on %s',
    (SLUICE_PUBLISH) => {
      expect(() => readConfig({ SLUICE_PUBLISH })).not.toThrow()
    },
  )

  it.each(['0.0.0.0:3002', '3002', '192.168.1.2:3002', '[::]:3002', 'localhost.example:3002', '127.0.0.1.example:80'])(
    'on %s stops the start until somebody says who may call',
    (SLUICE_PUBLISH) => {
      expect(() => readConfig({ SLUICE_PUBLISH })).toThrow(/other machines.*SLUICE_API_KEYS.*SLUICE_ALLOW_ANONYMOUS/)
      expect(() => readConfig({ SLUICE_PUBLISH, SLUICE_API_KEYS: 'k' })).not.toThrow()
      expect(() => readConfig({ SLUICE_PUBLISH, SLUICE_ALLOW_ANONYMOUS: 'true' })).not.toThrow()
      expect(() => readConfig({ SLUICE_PUBLISH, SLUICE_ALLOW_ANONYMOUS: 'false' })).toThrow(/SLUICE_PUBLISH/)
    },
  )

  it.each(['0.0.0.0', '127.0.0.1:', '127.0.0.1:3002:8080', 'http://127.0.0.1:3002', ':3002', '::1:3002'])(
    'refuses %s',
    (SLUICE_PUBLISH) => {
      expect(() => readConfig({ SLUICE_PUBLISH, SLUICE_API_KEYS: 'k' })).toThrow(/SLUICE_PUBLISH.*is not allowed/)
    },
  )
})

describe('REDIS_URL', () => {
  it.each(['redis://redis:6379', 'rediss://user:pass@host.example:6380/2', 'redis://[::1]:6379'])('takes %s', (url) => {
    expect(readConfig({ REDIS_URL: url }).redis.url).toBe(url)
  })

  it.each(['redis://:p%40%23%2F@host', 'rediss://user:a:b+c=d@host:6380', 'redis://:p@ss@host', 'redis://host/'])(
    'takes %s',
    (url) => {
      expect(readConfig({ REDIS_URL: url }).redis.url).toBe(url)
    },
  )

  it.each([
    'redis:6379',
    'http://:hunter2@host',
    'redis://',
    'redis://:hunter2@host/?family=6',
    'redis://:hunter2@host/name',
    'redis://:hunter#2@host:6379',
    'redis://:hunter/2@host:6379',
    'redis://u:12/hunter2@host:6379',
    'redis://:hunter?2@host:6379',
    'redis://:hunter 2@host:6379',
    'redis://:hunter%2@host:6379',
    'redis://hunter%zz:x@host:6379',
  ])('refuses %s in one line that says to percent-encode, without repeating it', (REDIS_URL) => {
    const checked = checkConfig({ env: { REDIS_URL }, readFile: () => '' })
    const problems = 'problems' in checked ? checked.problems.map(problemLine) : []
    expect(problems).toEqual([
      expect.stringMatching(/^REDIS_URL: the value \(not shown\) is not allowed\. .*percent-encoded\.$/),
    ])
    expect(problems.join()).not.toMatch(/hunter/)
  })

  it('may come from a file, for it may hold a password', () => {
    const { redis } = readConfig({ REDIS_URL_FILE: '/run/redis', SLUICE_REDIS_LOST: 'closed' }, () => 'redis://:p@h\n')
    expect(redis).toEqual({ url: 'redis://:p@h', lost: 'closed' })
  })
})
