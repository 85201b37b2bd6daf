import type { JsonObject } from '../../src/index.ts'
import { completion, counts, type Pair } from './pair.ts'

const head = { id: 'p1', model: 'sonar', created: 1 }
const citations = ['https://a.test', 'https://b.test']
const searchResults = [{ title: 'A', url: 'https://a.test', date: '2026-01-01' }]
const images = [{ image_url: 'https://a.test/a.png', origin_url: 'https://a.test', height: 1, width: 1 }]

/** Every chunk says the sources and the count so far, and the last one is of another `object`. */
function stream(
  texts: readonly string[],
  more: JsonObject,
  choice: (text: string, so_far: string) => JsonObject,
): JsonObject[] {
  const pieces = texts.map((text, place): JsonObject => {
    const soFar = texts.slice(0, place + 1).join('')
    const chunk = { object: 'chat.completion.chunk', choices: [{ index: 0, ...choice(text, soFar) }] }
    return { ...head, usage: counts(9, place + 1), ...more, ...chunk }
  })
  const end = { index: 0, ...choice('', texts.join('')), finish_reason: 'stop' }
  return [
    ...pieces,
    { ...head, usage: counts(9, texts.length), ...more, object: 'chat.completion.done', choices: [end] },
  ]
}

function whole(content: string, output: number, more: JsonObject): JsonObject {
  const choice = { message: { role: 'assistant', content }, finish_reason: 'stop' }
  return completion(head, choice, { usage: counts(9, output), ...more })
}

const folder = 'vercel/ai packages/perplexity/src/__fixtures__'
const modes = 'https://docs.perplexity.ai/docs/sonar/pro-search/stream-mode.md'
const deltaOnly = (content: string) => ({ delta: { role: 'assistant', content } })

export const perplexity: readonly Pair[] = [
  {
    situation: 'text',
    seen: `${folder}/perplexity-text.{chunks.txt,json}`,
    stream: stream(['Hi', ' you'], {}, deltaOnly),
    whole: whole('Hi you', 2, {}),
  },
  {
    situation: 'search',
    seen: `${folder}/perplexity-citations.{chunks.txt,json}`,
    stream: stream(['Hi', '[1]'], { citations, search_results: searchResults }, deltaOnly),
    whole: whole('Hi[1]', 2, { citations, search_results: searchResults }),
  },
  {
    situation: 'search with pictures',
    seen: 'https://docs.perplexity.ai/guides/image-guide',
    stream: stream(['Hi', '!'], { images, citations }, deltaOnly),
    whole: whole('Hi!', 2, { images, citations }),
  },
  {
    situation: 'a message beside the delta, the text so far (full mode)',
    seen: modes,
    stream: stream(['Hi', ' you'], { citations }, (content, soFar) => ({
      delta: { role: 'assistant', content },
      message: { role: 'assistant', content: soFar },
      finish_reason: null,
    })),
    whole: whole('Hi you', 2, { citations }),
  },
  {
    situation: 'thinking, as text',
    seen: 'https://docs.perplexity.ai/getting-started/models/models/sonar-reasoning-pro',
    stream: stream(['<think>', 'a', '</think>', 'b'], {}, (content) => ({ ...deltaOnly(content), message: null })),
    whole: whole('<think>a</think>b', 4, {}),
  },
]
