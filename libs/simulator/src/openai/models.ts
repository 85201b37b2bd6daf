import { isScriptedModel } from '../script.ts'

const createdAt = 1_763_640_000

/** The list of `GET /v1/models`; models with `reason` in the name think aloud. */
const ids = [
  'gpt-5.2',
  'gpt-5.2-mini',
  'gpt-4.1',
  'gpt-4o',
  'gpt-4o-mini',
  'deepseek-chat',
  'deepseek-reasoner',
  'qwen3-reasoning',
  'llama-4-scout',
  'text-embedding-3-small',
  'text-embedding-3-large',
  'gpt-image-1',
  'gpt-4o-mini-tts',
  'whisper-1',
]

const modelOf = (id: string) => ({ id, object: 'model', created: createdAt, owned_by: 'simulator' })

export const listOpenAIModels = (added: readonly string[]): object => ({
  object: 'list',
  data: [...ids, ...added].map(modelOf),
})

export const findOpenAIModel = (id: string, added: readonly string[]): object | undefined =>
  ids.includes(id) || added.includes(id) || isScriptedModel(id) ? modelOf(id) : undefined

/** Like a router of many vendors it serves any name, save those that say they are missing. */
export const isOpenAIModel = (id: string): boolean => id !== '' && !/^(?:no-such|missing|unknown)-/.test(id)
