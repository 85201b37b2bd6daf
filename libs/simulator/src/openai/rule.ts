import { type OpenAIRefusal, refuse } from './error.ts'
import type { ChatRequest } from './request.ts'

/** One thing that is refused: the refusal, or nothing when all is well. */
export type Rule = (request: ChatRequest) => OpenAIRefusal | undefined

export const emptyArray = (name: string): OpenAIRefusal =>
  refuse(
    `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
    name,
    'empty_array',
  )
