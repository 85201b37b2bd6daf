import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { modelOf } from '../way.ts'
import type { Generation } from './task.ts'

/** What the caller of an SDK gets: a text, or an exception. */
export type SdkSeen = { readonly text: string } | { readonly thrown: string }

interface Caller {
  readonly url: string
  readonly key: string
  readonly requestId: string
  /** The user's text, script and all. */
  readonly prompt: string
}

/** Asks through the official client of the way's dialect, streamed or whole. */
export async function askThroughSdk({ way }: Generation, caller: Caller): Promise<SdkSeen> {
  const ask = way.dialect === 'openai' ? askOpenAI : askGenAI
  try {
    return { text: await ask(modelOf(way), way.framing !== 'whole', caller) }
  } catch (error) {
    return { thrown: String(error) }
  }
}

/** Node's own `fetch` keeps connections open after the last answer; it is not needed any more after this. */
export async function closeSdkConnections(): Promise<void> {
  const known = globalThis as { [name: symbol]: { destroy(): Promise<void> } | undefined }
  await known[Symbol.for('undici.globalDispatcher.1')]?.destroy()
}

async function askOpenAI(model: string, stream: boolean, { url, key, requestId, prompt }: Caller): Promise<string> {
  const client = new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { 'x-request-id': requestId },
  })
  const messages = [{ role: 'user' as const, content: prompt }]
  if (!stream) return (await client.chat.completions.create({ model, messages })).choices[0]?.message.content ?? ''
  const pieces: string[] = []
  for await (const chunk of await client.chat.completions.create({ model, messages, stream: true }))
    pieces.push(chunk.choices[0]?.delta.content ?? '')
  return pieces.join('')
}

async function askGenAI(model: string, stream: boolean, { url, key, requestId, prompt }: Caller): Promise<string> {
  const client = new GoogleGenAI({
    apiKey: key,
    httpOptions: { baseUrl: url, headers: { 'x-request-id': requestId } },
  })
  const request = { model, contents: prompt }
  if (!stream) return (await client.models.generateContent(request)).text ?? ''
  const pieces: string[] = []
  for await (const chunk of await client.models.generateContentStream(request)) pieces.push(chunk.text ?? '')
  return pieces.join('')
}
