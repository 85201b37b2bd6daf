import { singleCredential, type Target } from '@sluice/targets'

/** An OpenAI-style target that nobody can call; `more` says what a test is about. */
export function targetWith(more: Partial<Target>): Target {
  return {
    name: 'upstream',
    provider: 'openai-compatible',
    address: { baseUrl: 'http://upstream.test', query: '', setting: 'UPSTREAM_URL' },
    send: async () => {
      throw new Error('one call too many')
    },
    credentials: singleCredential({}),
    protocols: ['openai-chat'],
    quirks: [],
    timeouts: { firstByteMs: 0, idleMs: 0 },
    retry: { max: 3, delayMs: 1, budgetMs: 5_000 },
    headers: {},
    passedHeaders: [],
    listedModels: [],
    ...more,
  }
}
