import { type Address, type Addresses, anyMethod, posting, reading } from '../addresses.ts'

/** OpenAI's addresses, also as the many vendors have them who call theirs compatible. */
export const openaiChatAddresses: Addresses = {
  clients: 'OpenAI clients',
  baseUrlName: 'openai',
  baseUrl: '/v1',
  version: '/v1',
  versions: ['v1'],
  // Google's layer for OpenAI clients is `/v1beta/openai`, Groq's addresses begin with `/openai/v1`.
  roots: ['openai'],
  signs: { headers: [], query: [], sharedHeaders: ['authorization'] },
  answerHeaders: [
    'x-request-id',
    'retry-after',
    'retry-after-ms',
    'x-should-retry',
    'x-ratelimit-limit-requests',
    'x-ratelimit-remaining-requests',
    'x-ratelimit-reset-requests',
  ],
  list: [
    { template: '/chat/completions', methods: posting, meaning: { kind: 'generate' } },
    { template: '/models', methods: reading, meaning: { kind: 'list-models' } },
    { template: '/models/{model}', methods: reading, meaning: { kind: 'get-model' } },
    forwarded('/embeddings'),
    forwarded('/completions'),
    forwarded('/images/generations'),
    forwarded('/images/edits'),
    forwarded('/images/variations'),
    forwarded('/audio/speech'),
    forwarded('/audio/transcriptions'),
    forwarded('/audio/translations'),
    forwarded('/files', ['GET', 'POST']),
    forwarded('/files/{id}', ['GET', 'DELETE']),
    forwarded('/files/{id}/content', ['GET']),
    forwarded('/moderations'),
    forwarded('/rerank'),
    // Goes away when a codec serves it.
    unserved('/messages', 'the Anthropic Messages API'),
    // Codex opens a WebSocket here first.
    { ...unserved('/responses', 'the OpenAI Responses API'), webSocket: true },
    unserved('/conversations', 'the OpenAI Conversations API'),
    unserved('/realtime', 'the OpenAI Realtime API'),
    unserved('/assistants', 'the OpenAI Assistants API'),
    unserved('/threads', 'the OpenAI Assistants API'),
    unserved('/vector_stores', 'OpenAI’s vector stores'),
    unserved('/batches', 'OpenAI’s batches'),
    unserved('/uploads', 'OpenAI’s uploads in parts (a whole file goes to /v1/files)'),
    unserved('/fine_tuning', 'OpenAI’s fine-tuning'),
    unserved('/videos', 'OpenAI’s videos'),
  ],
}

function forwarded(template: string, methods = posting): Address {
  return { template, methods, meaning: { kind: 'forward' } }
}

function unserved(template: string, what: string): Address {
  return {
    template,
    methods: anyMethod,
    meaning: { kind: 'unserved', message: `This version does not serve ${what}.` },
  }
}
