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
    'Bearer authentication is required',
    'a task-oriented risk-averse text',
    'the key=value notation',
    'import sklearn as sk-l',
  ])('leaves %j as it is', (text) => {
    expect(redactSecrets(text)).toBe(text)
  })
})
