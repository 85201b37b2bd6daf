import { matchesGlob } from '@sluice/config'
import { efforts, type Quirks } from '@sluice/protocol'
import { byModel } from './by-model.ts'

/** What each word of UPSTREAM_QUIRKS and SLUICE_GEMINI_QUIRKS declares, for every model of the upstream. */
const declared = {
  'max-completion-tokens': { maxCompletionTokens: true },
  'reasoning-effort': { efforts },
  'reasoning-content': { reasoningContent: true },
  'custom-tools': { customTools: true },
  'done-is-finish': { doneIsFinish: true },
  'thoughts-only-is-finish': { thoughtsAreFinish: true },
} as const satisfies Record<string, Quirks>

/** How the settings name a quirk. */
export type QuirkName = keyof typeof declared

interface Family {
  /** Globs of names without their vendor (`openai/gpt-5` is `gpt-5`). */
  readonly models: readonly string[]
  readonly quirks: Quirks
}

/** OpenAI's reasoning models (platform.openai.com/docs/guides/reasoning): sampling is theirs alone. */
const reasoning: Quirks = {
  maxCompletionTokens: true,
  refuses: ['temperature', 'topP', 'presencePenalty', 'frequencyPenalty', 'logprobs', 'stop'],
}
/** Those before GPT-5 make one tool call at a time and refuse to be told so. */
const early: Quirks = { ...reasoning, refuses: [...(reasoning.refuses ?? []), 'parallelToolCalls'] }

/** Families of models that OpenAI-compatible upstreams serve. The first whose glob fits counts; others have no quirks. */
const families: readonly Family[] = [
  { models: ['o1-mini*', 'o1-preview*'], quirks: early },
  { models: ['o1', 'o1-*', 'o3', 'o3-*', 'o4-mini*'], quirks: { ...early, efforts: ['low', 'medium', 'high'] } },
  // No reasoning model, but of the same API.
  { models: ['gpt-5*-chat*'], quirks: { maxCompletionTokens: true } },
  { models: ['gpt-5-pro*'], quirks: { ...reasoning, efforts: ['high'] } },
  { models: ['gpt-5-codex*'], quirks: { ...reasoning, efforts: ['low', 'medium', 'high'] } },
  {
    models: ['gpt-5', 'gpt-5-*'],
    quirks: { ...reasoning, efforts: ['minimal', 'low', 'medium', 'high'] },
  },
  {
    models: ['gpt-5.1', 'gpt-5.1-2*', 'gpt-5.1-mini*'],
    quirks: { ...reasoning, efforts: ['none', 'low', 'medium', 'high'] },
  },
  {
    models: ['gpt-5.*-pro*'],
    quirks: { ...reasoning, efforts: ['medium', 'high', 'xhigh'] },
  },
  {
    models: ['gpt-5.*-codex*'],
    quirks: { ...reasoning, efforts: ['low', 'medium', 'high'] },
  },
  {
    models: ['gpt-5.*'],
    quirks: { ...reasoning, efforts: ['none', 'low', 'medium', 'high', 'xhigh'] },
  },
  { models: ['gpt-oss*'], quirks: { efforts: ['low', 'medium', 'high'] } },
  { models: ['grok-3-mini*'], quirks: { efforts: ['low', 'high'] } },
  // Google's OpenAI layer (ai.google.dev/gemini-api/docs/openai#thinking).
  { models: ['gemini-2.5*', 'gemini-3*'], quirks: { efforts: ['minimal', 'low', 'medium', 'high'] } },
  // Both answer 400 to a tool loop whose thoughts are missing (api-docs.deepseek.com/guides/thinking_mode,
  // platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model).
  { models: ['deepseek-reasoner*', 'kimi-*thinking*', 'kimi-k2.5*'], quirks: { reasoningContent: true } },
]

const none: Quirks = {}

const familyOf = byModel((model): Quirks => {
  const id = model.slice(model.lastIndexOf('/') + 1)
  return families.find(({ models }) => models.some((glob) => matchesGlob(glob, id)))?.quirks ?? none
})

/** What this model's upstream does otherwise: what its family is known for, under what the settings declare. */
export function quirksOf(model: string, words: readonly QuirkName[]): Quirks {
  const known = familyOf(model)
  return words.length === 0 ? known : Object.assign({}, known, ...words.map((word) => declared[word]))
}
