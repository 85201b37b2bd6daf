import { describe, expect, it } from '@jest/globals'
import { versionedBaseUrl } from '../src/index.ts'

describe('versionedBaseUrl', () => {
  it.each([
    ['http://h:3001', '/v1', 'http://h:3001/v1'],
    ['http://h:3001/', '/v1', 'http://h:3001/v1'],
    ['http://h/v1', '/v1', 'http://h/v1'],
    ['http://h/v1/', '/v1', 'http://h/v1'],
    ['http://h/api/v3', '/v1', 'http://h/api/v3'],
    ['http://h/v1beta', '/v1beta', 'http://h/v1beta'],
    ['http://h/v1beta/openai', '/v1', 'http://h/v1beta/openai/v1'],
    ['http://h/openai/deployments/gpt', '/v1', 'http://h/openai/deployments/gpt'],
    ['http://h/openai/v1', '/v1', 'http://h/openai/v1'],
    ['http://h/vertex', '/v1beta', 'http://h/vertex/v1beta'],
  ])('%s with %s is %s', (url, version, expected) => {
    expect(versionedBaseUrl(url, version)).toBe(expected)
  })

  it('leaves an address alone whose version is in its query', () => {
    expect(versionedBaseUrl('http://h/models', '/v1', 'api-version=2024-05-01-preview')).toBe('http://h/models')
  })
})
