import { posting, reading } from '../../src/addresses.ts'
import type { Codec } from '../../src/index.ts'
import { toyBackend } from './backend.ts'
import { toyClient } from './client.ts'
import { toyFrames } from './frames.ts'
import { talkPath, toy } from './wire.ts'

export const toyCodec: Codec = {
  protocol: toy,
  addresses: {
    clients: 'toy clients',
    baseUrlName: 'toy',
    baseUrl: '/toy/v1',
    version: '/v1',
    versions: ['v1'],
    roots: ['toy'],
    signs: { headers: ['x-toy-key'], query: [], sharedHeaders: [] },
    answerHeaders: ['x-toy-left'],
    list: [
      { template: talkPath, methods: posting, meaning: { kind: 'generate' }, own: true },
      { template: '/models', methods: reading, meaning: { kind: 'list-models' } },
    ],
  },
  client: toyClient,
  backend: toyBackend,
  frames: toyFrames,
  catalogue: {
    listPath: () => '/models',
    decodeList: ({ names }) => ({
      models: Array.isArray(names) ? names.map((name) => ({ id: String(name) })) : [],
      next: undefined,
    }),
    encodeList: (models) => ({ names: models.map(({ id }) => id) }),
    modelPath: (model) => `/models/${model}`,
    decodeModel: () => undefined,
    encodeModel: ({ id }) => ({ name: id }),
  },
}
