import { countTokens, type Prompt } from '../model/prompt.ts'
import { readScript, type Script, withoutScript } from '../script.ts'
import { familyOf } from './family.ts'
import { declarationsOf, type GeminiRequest, isCalling, type Part, turnStart } from './request.ts'

const tokensPerMedia = 258

const textsOf = (parts: readonly Part[] | undefined): string => (parts ?? []).map((part) => part.text ?? '').join('')

/** The text a script may stand in: of the last turn of the user that is not only an answer to calls. */
export const lastUserText = (request: GeminiRequest): string =>
  textsOf(request.contents[turnStart(request.contents)]?.parts)

export const geminiScript = (request: GeminiRequest, model: string): Script => readScript(model, lastUserText(request))

/** What the pretended model reads in a Gemini request. */
export function readGeminiPrompt(request: GeminiRequest): Prompt {
  const { contents, generationConfig: config = {} } = request
  const start = turnStart(contents)
  const turn = contents.slice(start + 1)
  const calling = request.toolConfig?.functionCallingConfig ?? {}
  const allowed = calling.allowedFunctionNames
  const isJson = config.responseMimeType === 'application/json'
  return {
    text: withoutScript(lastUserText(request)),
    tools: declarationsOf(request)
      .filter(({ name = '' }) => calling.mode !== 'NONE' && (allowed === undefined || allowed.includes(name)))
      .map((one) => ({ name: one.name ?? '', schema: one.parametersJsonSchema ?? toJson(one.parameters) })),
    mustCall: calling.mode === 'ANY',
    results: turn
      .flatMap((content) => content.parts ?? [])
      .flatMap((part) => part.functionResponse ?? [])
      .map(({ name = '', response = {} }) => ({ name, result: JSON.stringify(response) })),
    stepsDone: turn.filter(isCalling).length,
    media: (contents[start]?.parts ?? []).flatMap(mediaOf),
    json: isJson ? { schema: schemaOf(config) } : undefined,
    stops: config.stopSequences ?? [],
    tokensMax: config.maxOutputTokens === undefined ? undefined : Number(config.maxOutputTokens),
    isThinkingAloud: config.thinkingConfig?.includeThoughts ?? false,
    tokens: countPromptTokens(request),
  }
}

const schemaOf = (config: NonNullable<GeminiRequest['generationConfig']>) =>
  config.responseJsonSchema ?? config._responseJsonSchema ?? toJson(config.responseSchema)

const toJson = (value: object | undefined) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

function mediaOf(part: Part): { mimeType: string; bytes: number }[] {
  const { inlineData, fileData } = part
  if (inlineData !== undefined) {
    const bytes = Buffer.from(inlineData.data ?? '', 'base64').length
    return [{ mimeType: inlineData.mimeType ?? 'unknown', bytes }]
  }
  return fileData === undefined ? [] : [{ mimeType: fileData.mimeType ?? fileData.fileUri ?? 'unknown', bytes: 0 }]
}

export function countPromptTokens(request: GeminiRequest): number {
  const all = [...(request.systemInstruction === undefined ? [] : [request.systemInstruction]), ...request.contents]
  const parts = all.flatMap((content) => content.parts ?? [])
  const media = parts.filter((part) => part.inlineData !== undefined || part.fileData !== undefined)
  const chars = parts.reduce((sum, { inlineData: _, ...part }) => sum + (part.text ?? JSON.stringify(part)).length, 0)
  const declared = request.tools === undefined ? 0 : JSON.stringify(request.tools).length
  return Math.max(1, countTokens(chars + declared) + media.length * tokensPerMedia)
}

/** The family a script may name with `as=`, so that `gemini-sim-…` can behave like a real generation. */
export const actingModel = (model: string, script: Script): string =>
  script.as !== undefined && familyOf(script.as) !== 'any' ? script.as : model
