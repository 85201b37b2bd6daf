import { describe, expect, it } from '@jest/globals'
import { redactSecrets } from '../src/redact.ts'

describe('redactSecrets', () => {
  it.each([
    'AIzaSyA-1234567890abcdefghijklmnopqrstu',
    'sk-proj-abc_DEF-123456',
    'sk-abcd********wxyz',
    'ya29.a0AfH6SMB-secret',
    'Bearer eyJhbGciOi.J9',
    'https://x.test/v1beta/models?key=s3cr3t-value&alt=sse',
    'https://x.test/?api_key=s3cr3t',
  ])('hides the secret in %s', (text) => {
    const secret = text.split(/[=&]|Bearer /).find((piece) => /\d|\*/.test(piece) && !piece.includes('/')) ?? text
    const clean = redactSecrets(`before ${text} after`)
    expect(clean).not.toContain(secret)
    expect(clean).toMatch(/^before .*\[redacted\].* after$/)
  })

  it.each([
    ['postgres://admin:p4ss@w0rd@db.internal:5432/x', 'postgres://[redacted]@db.internal:5432/x'],
    ['https://user:password@host/v1?a=b', 'https://[redacted]@host/v1?a=b'],
    ['https://token@host', 'https://[redacted]@host'],
    ['in organization org-AbCdEf123456 on tokens', 'in organization [redacted] on tokens'],
    ['organization org-abcdefghijklmnopqrstuvwx', 'organization [redacted]'],
    ['Project `proj_AbC123xyz` does not', 'Project `[redacted]` does not'],
    ['not been used in project 123456789012 before', 'not been used in project [redacted] before'],
    ['overview?project=764086051850 then', 'overview?project=[redacted] then'],
    ['"consumer":"projects/123456789012"', '"consumer":"projects/[redacted]"'],
    ['project_number:123456789012.', 'project_number:[redacted].'],
    ['gsk_abcdefghijklmnop', '[redacted]'],
  ])('makes %j to %j', (text, clean) => {
    expect(redactSecrets(text)).toBe(clean)
  })

  it.each([
    'an org-wide policy, org-structured, of project 7',
    'write to me@example.org or see https://host/path/@user?mail=a@b',
    'Bearer authentication is required',
    'a task-oriented risk-averse text',
    'the key=value notation',
    'import sklearn as sk-l',
  ])('leaves %j as it is', (text) => {
    expect(redactSecrets(text)).toBe(text)
  })

  it('takes time that grows with the text only', () => {
    const units = ['a', '://', '://a', 'x@', 'org-', 'org-a', 'project ', 'projects/', 'project 1', 'Bearer ', '?key=']
    for (const unit of [...units, 'sk-', 'AIza', 'ya29.', 'proj_', '\\'].flatMap((unit) => [
      unit,
      `${unit}a`,
      `://${unit}`,
    ])) {
      const timeOf = (count: number) => {
        const text = unit.repeat(count)
        const startedAt = performance.now()
        redactSecrets(text)
        return performance.now() - startedAt
      }
      timeOf(1_000)
      expect(timeOf(100_000)).toBeLessThan(1_000)
    }
  })
})
