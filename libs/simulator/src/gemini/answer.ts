import type { Content } from '../content.ts'
import { silentPcm, tinyPng } from '../media.ts'
import { type Answer, countTokens } from '../model/prompt.ts'
import type { Script } from '../script.ts'
import { createSignature } from './signature.ts'

export interface Circumstances {
  readonly mode: Content['mode']
  readonly script: Script
  /** The model whose manners are shown. */
  readonly model: string
  /** The number of the request, from which ids are made. */
  readonly number: number
  readonly isSigning: boolean
  readonly modalities: readonly string[]
  readonly candidateCount: number
}

interface Chunk {
  readonly parts: readonly object[]
  /** Characters said so far. */
  readonly textChars: number
  readonly thoughtChars: number
  readonly isLast?: true
}

/** The answer as the Gemini API sends it: cumulative usage on every chunk, the reason on the last. */
export function createGeminiContent(answer: Answer, about: Circumstances): Content {
  if (about.script.block !== undefined) return blocked(answer, about, about.script.block)
  return {
    mode: about.mode,
    done: undefined,
    whole: () => JSON.stringify(message(answer, about, wholeChunk(answer, about))),
    messages: () => chunks(answer, about).map((chunk) => JSON.stringify(message(answer, about, chunk))),
  }
}

function blocked(answer: Answer, about: Circumstances, blockReason: string): Content {
  const usage = { promptTokenCount: answer.promptTokens, totalTokenCount: answer.promptTokens }
  const text = JSON.stringify({ promptFeedback: { blockReason }, usageMetadata: usage, ...identity(about) })
  return { mode: about.mode, done: undefined, whole: () => text, messages: () => [text] }
}

const identity = ({ model, number }: Circumstances) => ({
  modelVersion: model,
  responseId: Buffer.from(`simulated-${number}`).toString('base64url'),
})

function message(answer: Answer, about: Circumstances, chunk: Chunk): object {
  const { script } = about
  const finishReason = script.finish ?? (answer.finish === 'length' ? 'MAX_TOKENS' : 'STOP')
  const isFinishing = chunk.isLast === true && !script['no-finish']
  const isCounting = script.usage === undefined || script.usage === 'every' || (script.usage === 'last' && chunk.isLast)
  const candidates = Array.from({ length: about.candidateCount }, (_, index) => ({
    content: chunk.parts.length === 0 ? {} : { parts: chunk.parts, role: 'model' },
    ...(isFinishing ? { finishReason } : {}),
    index,
  }))
  return { candidates, ...(isCounting ? { usageMetadata: usageOf(answer, chunk) } : {}), ...identity(about) }
}

function usageOf(answer: Answer, chunk: Chunk): object {
  const thoughts = countTokens(chunk.thoughtChars)
  const text = chunk.isLast ? answer.textTokens : countTokens(chunk.textChars)
  return {
    promptTokenCount: answer.promptTokens,
    ...(text === 0 ? {} : { candidatesTokenCount: text }),
    totalTokenCount: answer.promptTokens + text + thoughts,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: answer.promptTokens }],
    ...(thoughts === 0 ? {} : { thoughtsTokenCount: thoughts }),
  }
}

/** Every call is a chunk of its own, and the reason comes in one more, as the newer models do it. */
function chunks(answer: Answer, about: Circumstances): Chunk[] {
  const said: Chunk[] = []
  let textChars = 0
  let thoughtChars = 0
  for (const text of answer.thoughts) {
    thoughtChars += text.length
    said.push({ parts: [{ text, thought: true }], textChars, thoughtChars })
  }
  for (const text of answer.pieces) {
    textChars += text.length
    said.push({ parts: [{ text }], textChars, thoughtChars })
  }
  for (const part of [...mediaParts(about), ...callParts(answer, about)]) {
    said.push({ parts: [part], textChars, thoughtChars })
  }
  const last = said.at(-1)
  if (last === undefined || answer.pieces.length === 0 || last.parts[0] === undefined || !('text' in last.parts[0])) {
    const parts = about.script.finish !== undefined && said.length === 0 ? [] : [{ text: '' }]
    return [...said, { parts, textChars, thoughtChars, isLast: true }]
  }
  if (!about.isSigning) return [...said.slice(0, -1), { ...last, isLast: true }]
  const signed = { text: '', thoughtSignature: createSignature(about.model, `text-${about.number}`) }
  return [...said, { parts: [signed], textChars, thoughtChars, isLast: true }]
}

function wholeChunk(answer: Answer, about: Circumstances): Chunk {
  const thought = answer.thoughts.join('')
  const text = answer.pieces.join('')
  const signature = { thoughtSignature: createSignature(about.model, `text-${about.number}`) }
  const isSigned = about.isSigning && answer.calls.length === 0
  const parts = [
    ...(thought === '' ? [] : [{ text: thought, thought: true }]),
    ...(text === '' ? [] : [{ text, ...(isSigned ? signature : {}) }]),
    ...mediaParts(about),
    ...callParts(answer, about),
  ]
  return { parts, textChars: text.length, thoughtChars: thought.length, isLast: true }
}

/** Parallel calls carry one signature, on the first. A call without arguments has no `args`. */
function callParts(answer: Answer, about: Circumstances): object[] {
  return answer.calls.map(({ name, args }, index) => ({
    functionCall: {
      ...(about.isSigning ? { id: `call-${about.number}-${index}` } : {}),
      name,
      ...(Object.keys(args).length === 0 ? {} : { args }),
    },
    ...(about.isSigning && index === 0
      ? { thoughtSignature: createSignature(about.model, `call-${about.number}`) }
      : {}),
  }))
}

function mediaParts({ modalities }: Circumstances): object[] {
  const image = { inlineData: { mimeType: 'image/png', data: tinyPng.toString('base64') } }
  const audio = { inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: silentPcm.toString('base64') } }
  return [...(modalities.includes('IMAGE') ? [image] : []), ...(modalities.includes('AUDIO') ? [audio] : [])]
}
