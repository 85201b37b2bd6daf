import { expect } from '@jest/globals'
import type { JsonObject } from '../../src/index.ts'
import type { RequestVector } from './check.ts'
import { valueAt } from './check.ts'
import { declaration, tool, toolSchema, user, userContent } from './macros.ts'

const config = (generationConfig: JsonObject) => ({ exactAt: { generationConfig } })
const thinking = (thinkingConfig: JsonObject) => config({ thinkingConfig })
const noConfig = { absent: ['generationConfig'] }
const untouched = { outExact: { contents: [userContent] } }
const jsonSchema = (json_schema: JsonObject): JsonObject => ({ response_format: { type: 'json_schema', json_schema } })
const extra = (google: JsonObject): JsonObject => ({ extra_body: { google } })
const safety = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }]

const limits: readonly RequestVector[] = [
  {
    id: 'T041',
    name: 'max_completion_tokens wins over max_tokens',
    in: { max_tokens: 5, max_completion_tokens: 9 },
    out: { generationConfig: { maxOutputTokens: 9 } },
  },
  {
    id: 'T043',
    name: 'empty stop sequences are left out',
    in: { stop: ['', 'a'] },
    ...config({ stopSequences: ['a'] }),
  },
  { id: 'T043', name: 'stop sequences that are all empty vanish', in: { stop: [''] }, ...noConfig },
  {
    id: 'T044',
    name: 'more stop sequences than Gemini takes are refused',
    in: { stop: ['1', '2', '3', '4', '5', '6'] },
    error: { param: 'stop' },
  },
  {
    id: 'T046',
    name: 'a large seed is folded to 32 bits',
    in: { seed: 5_000_000_000 },
    ...config({ seed: 705_032_704 }),
  },
  {
    id: 'T046',
    name: 'a seed above the sign bit turns negative',
    in: { seed: 4_294_967_295 },
    ...config({ seed: -1 }),
  },
  { id: 'T046', name: 'a small seed stays', in: { seed: 7 }, ...config({ seed: 7 }) },
  {
    id: 'T047',
    name: 'zero penalties vanish without a report',
    in: { presence_penalty: 0, frequency_penalty: 0 },
    ...noConfig,
    dropped: [],
  },
  {
    id: 'T049',
    name: 'a penalty passes on 2.0',
    in: { model: 'gemini-2.0-flash', frequency_penalty: 0.5 },
    out: { generationConfig: { frequencyPenalty: 0.5 } },
  },
  {
    id: 'T049',
    name: 'a penalty is dropped and reported on later models',
    in: { frequency_penalty: 0.5 },
    ...noConfig,
    dropped: ['frequency_penalty'],
  },
  {
    id: 'T050',
    name: 'logprobs carry their number of alternatives',
    in: { logprobs: true, top_logprobs: 3 },
    ...config({ responseLogprobs: true, logprobs: 3 }),
  },
  { id: 'T050', name: 'logprobs without alternatives', in: { logprobs: true }, ...config({ responseLogprobs: true }) },
  { id: 'T050', name: 'logprobs that are switched off vanish', in: { logprobs: false }, ...noConfig },
  {
    id: 'T052',
    name: 'zero is not an absence',
    in: { temperature: 0, top_p: 0, seed: 0 },
    ...config({ temperature: 0, topP: 0, seed: 0 }),
  },
  {
    id: 'T061',
    name: 'hints without a counterpart are dropped and named',
    in: { logit_bias: { 5: -100 }, user: 'u', metadata: { k: 'v' }, store: true, prompt_cache_key: 'p' },
    ...untouched,
    dropped: ['logit_bias', 'user', 'metadata', 'store', 'prompt_cache_key'],
  },
  {
    id: 'T062',
    name: 'a temperature in words is refused',
    in: { temperature: 'hot' },
    error: { param: 'temperature' },
  },
  { id: 'T062', name: 'a limit of no tokens is refused', in: { max_tokens: 0 }, error: { param: 'max_tokens' } },
]

const output: readonly RequestVector[] = [
  {
    id: 'T053',
    name: 'json_object asks for JSON',
    in: { response_format: { type: 'json_object' } },
    ...config({ responseMimeType: 'application/json' }),
  },
  {
    id: 'T055',
    name: 'a json_schema without a schema asks for JSON',
    in: jsonSchema({ name: 'r' }),
    ...config({ responseMimeType: 'application/json' }),
  },
  {
    id: 'T055',
    name: 'a json_schema is sent without its name',
    in: jsonSchema({ name: 'r', strict: true, schema: toolSchema }),
    ...config({ responseMimeType: 'application/json', responseJsonSchema: toolSchema }),
  },
  {
    id: 'T056',
    name: 'a schema beside tools becomes an instruction on 2.5, which cannot take both',
    in: { tools: [tool], ...jsonSchema({ name: 'r', schema: toolSchema }) },
    exactAt: { tools: [declaration] },
    ...noConfig,
    dropped: ['response_format'],
    holds(body) {
      const parts = valueAt(body, 'systemInstruction.parts')
      const last = Array.isArray(parts) ? parts.at(-1) : undefined
      expect(last).toEqual({ text: expect.stringContaining(JSON.stringify(toolSchema)) })
    },
  },
  {
    id: 'T056',
    name: 'a schema beside tools is combined from 3 on',
    in: { model: 'gemini-3-flash-preview', tools: [tool], ...jsonSchema({ name: 'r', schema: toolSchema }) },
    exactAt: {
      tools: [declaration],
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: toolSchema },
    },
  },
  { id: 'T058', name: 'text as the only modality says nothing', in: { modalities: ['text'] }, ...noConfig },
  {
    id: 'T058',
    name: 'pictures are asked for',
    in: { model: 'gemini-2.5-flash-image', modalities: ['text', 'image'] },
    exactAt: { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } },
  },
  {
    id: 'T058',
    name: "pictures are asked for in Google's own place",
    in: {
      model: 'gemini-2.5-flash-image',
      ...extra({ response_modalities: ['IMAGE'], image_config: { aspect_ratio: '1:1' } }),
    },
    exactAt: { generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '1:1' } } },
  },
]

const effort: readonly RequestVector[] = [
  ...Object.entries({ minimal: 1024, low: 1024, medium: 8192, high: 24_576, xhigh: 24_576 }).map(
    ([reasoning_effort, thinkingBudget]): RequestVector => ({
      id: 'T064',
      name: `effort ${reasoning_effort} is a budget on 2.5`,
      in: { reasoning_effort },
      ...thinking({ thinkingBudget }),
    }),
  ),
  {
    id: 'T065',
    name: 'effort none switches thinking off on 2.5 flash',
    in: { reasoning_effort: 'none' },
    ...thinking({ thinkingBudget: 0, includeThoughts: false }),
  },
  {
    id: 'T065',
    name: 'effort none is the smallest budget on 2.5 pro, which cannot stop thinking',
    in: { model: 'gemini-2.5-pro', reasoning_effort: 'none' },
    ...thinking({ thinkingBudget: 128, includeThoughts: false }),
  },
  {
    id: 'T067',
    name: 'effort is dropped on 2.0, which does not think',
    in: { model: 'gemini-2.0-flash', reasoning_effort: 'high' },
    ...noConfig,
    dropped: ['reasoning_effort'],
  },
  { id: 'T068', name: 'no effort says nothing about thinking', in: {}, ...untouched },
  {
    id: 'T070',
    name: 'effort and include_thoughts go together',
    in: { reasoning_effort: 'low', ...extra({ thinking_config: { include_thoughts: true } }) },
    ...thinking({ thinkingBudget: 1024, includeThoughts: true }),
  },
  {
    id: 'T071',
    name: 'a budget in words is an effort, and a top-level google member is read',
    in: { google: { thinking_config: { thinking_budget: 'low', include_thoughts: true } } },
    ...thinking({ thinkingBudget: 1024, includeThoughts: true }),
  },
  {
    id: 'T071',
    name: 'a budget in words is a level on 3',
    in: {
      model: 'gemini-3-flash-preview',
      google: { thinking_config: { thinking_budget: 'low', include_thoughts: true } },
    },
    ...thinking({ thinkingLevel: 'low', includeThoughts: true }),
  },
]

const google: readonly RequestVector[] = [
  {
    id: 'T073',
    name: 'cached content passes',
    in: extra({ cached_content: 'cachedContents/x' }),
    out: { cachedContent: 'cachedContents/x' },
    absent: ['extra_body', 'google'],
  },
  ...[{ messages: [{ role: 'system', content: 'S' }, user] }, { tools: [tool] }].map(
    (beside): RequestVector => ({
      id: 'T073',
      name: `cached content beside ${Object.keys(beside)} is refused`,
      in: { ...extra({ cached_content: 'cachedContents/x' }), ...beside },
      error: { param: 'extra_body.google.cached_content' },
    }),
  ),
  {
    id: 'T074',
    name: 'safety settings pass',
    in: extra({ safety_settings: safety }),
    out: { safetySettings: safety },
  },
]

export const ogParameterVectors: readonly RequestVector[] = [...limits, ...output, ...effort, ...google]
