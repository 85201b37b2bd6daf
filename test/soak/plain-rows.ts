/** A request that is no generation, and the status that it must be answered with. */
export interface PlainRow {
  readonly name: string
  readonly path: string
  readonly body?: string
  readonly status: number
  /** In the answer. */
  readonly text: string
  /** The client's key is sent. */
  readonly known?: false
}

const question = '{"model":"sim","messages":[{"role":"user","content":"hi"}]}'

export const plainRows: readonly PlainRow[] = [
  { name: 'models, OpenAI', path: '/v1/models', status: 200, text: '"object":"list"' },
  { name: 'models, Gemini', path: '/v1beta/models', status: 200, text: '"models":[' },
  { name: 'livez', path: '/livez', status: 200, text: '"ok"' },
  { name: 'readyz', path: '/readyz', status: 200, text: '"ok"' },
  {
    name: 'count, Gemini’s model',
    path: '/v1beta/models/gemini-sim:countTokens',
    body: '{"contents":[{"parts":[{"text":"hi"}]}]}',
    status: 200,
    text: '"totalTokens"',
  },
  {
    name: 'count, other model',
    path: '/v1beta/models/sim:countTokens',
    body: '{"contents":[{"parts":[{"text":"hi"}]}]}',
    status: 200,
    text: '"totalTokens"',
  },
  {
    name: 'embeddings',
    path: '/v1/embeddings',
    body: '{"model":"text-embedding-3-small","input":"hi"}',
    status: 200,
    text: '"embedding"',
  },
  { name: 'no such address', path: '/v1/nothing', status: 404, text: '"error"' },
  { name: 'no JSON', path: '/v1/chat/completions', body: '{"model":', status: 400, text: '"error"' },
  { name: 'no messages', path: '/v1/chat/completions', body: '{"model":"sim"}', status: 400, text: '"error"' },
  { name: 'no key', path: '/v1/chat/completions', body: question, status: 401, text: '"error"', known: false },
]
