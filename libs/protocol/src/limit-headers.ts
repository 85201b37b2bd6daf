import type { RequestLimit } from './canonical/error.ts'

/** The limit in the names that OpenAI gave it; Google has none of its own. */
export function rateLimitHeaders({ limit, remaining, resetMs }: RequestLimit): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit-requests': String(limit),
    'x-ratelimit-remaining-requests': String(remaining),
    'x-ratelimit-reset-requests': `${Math.ceil(resetMs)}ms`,
  }
}
