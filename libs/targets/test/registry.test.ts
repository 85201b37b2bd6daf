import { describe, expect, it } from '@jest/globals'
import { readConfig } from '@sluice/config'
import { createAgent } from '@sluice/upstream'
import { createRegistry, googleEntry, upstreamEntry } from '../src/index.ts'

const agent = createAgent()

function registryOf(env: Readonly<Record<string, string>>) {
  const config = readConfig(env)
  return createRegistry([googleEntry(config, agent), upstreamEntry(config, agent)])
}

describe('the registry', () => {
  const registry = registryOf({ GEMINI_API_KEY: 'key' })
  const targetOf = (model: string) => registry.route(model)[0].name

  it.each([
    ['gemini-2.5-flash', 'google'],
    ['Gemini-2.5-flash', 'google'],
    ['models/gemini-2.5-flash', 'google'],
    ['google/gemini-2.5-flash', 'google'],
    ['Google/Gemini-3-pro', 'google'],
    ['tunedModels/mine', 'google'],
    ['gpt-5.2', 'upstream'],
    ['openai/gpt-5.2', 'upstream'],
    // Open weights, which upstreams serve under their vendor's name.
    ['google/gemma-3-27b-it', 'upstream'],
    ['my-gemini-x', 'upstream'],
  ])('%s runs at the %s', (model, name) => {
    expect(targetOf(model)).toBe(name)
  })

  it('hands on to the upstream what is not read', () => {
    expect(registry.forwarding?.name).toBe('upstream')
  })

  it('says what is missing before anything is called', () => {
    const without = registryOf({})
    expect(() => without.route('gemini-2.5-flash')).toThrow(
      expect.objectContaining({ kind: 'not-configured', message: expect.stringContaining('GEMINI_API_KEY') }),
    )
    expect(without.targets).toHaveLength(2)
  })

  it('knows nobody for a model that no entry has', () => {
    expect(() => createRegistry([]).route('x')).toThrow(expect.objectContaining({ kind: 'not-found' }))
  })
})

describe('the upstream’s key', () => {
  const headersOf = (UPSTREAM_URL: string) => {
    const config = readConfig({ UPSTREAM_API_KEY: 'key', UPSTREAM_URL })
    return upstreamEntry(config, agent).target.credentials.lease(new Set())?.headers
  }

  it.each([
    ['https://api.openai.com', { authorization: 'Bearer key' }],
    ['https://x.openai.azure.com/openai/v1', { authorization: 'Bearer key' }],
    ['https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21', { 'api-key': 'key' }],
    ['https://x.openai.azure.com/openai/deployments/d', { 'api-key': 'key' }],
    ['https://x.services.ai.azure.com/models?api-version=2024-05-01-preview', { 'api-key': 'key' }],
  ])('of %s goes where it is looked for', (url, headers) => {
    expect(headersOf(url)).toEqual(headers)
  })
})

describe('a credential', () => {
  it('is not given again to a call that it was of no use to', () => {
    const { credentials } = registryOf({ GEMINI_API_KEY: 'key' }).route('gemini-2.5-flash')[0]
    const lease = credentials.lease(new Set())
    expect(lease?.headers).toEqual({ 'x-goog-api-key': 'key' })
    expect(credentials.lease(new Set([lease?.id ?? '']))).toBeUndefined()
  })
})
