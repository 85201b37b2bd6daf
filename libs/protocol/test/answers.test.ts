import { describe, expect, it } from '@jest/globals'
import { codecs, GatewayError, isJsonObject, type Json, type JsonObject, type Protocol } from '../src/index.ts'
import type { Translated } from './translate-answer.ts'
import {
  askedOf,
  createSources,
  foldFrames,
  framesJson,
  jsonObject,
  readMessages,
  streamBytes,
  translateStream,
} from './translate-answer.ts'
import { streamShorthand } from './vectors/answer-shorthand.ts'
import { streamOf } from './vectors/answer-stream.ts'
import type { AnswerVector } from './vectors/answer-vector.ts'
import { goVectors } from './vectors/go.ts'
import { gsVectors, streamOptionsVectors } from './vectors/gs.ts'
import { geminiHeartbeat, oiVectors } from './vectors/oi.ts'

const sources = createSources()
const context = { requestId: 'req-1' }
const groups = [
  { name: 'a Gemini answer for an OpenAI client', from: 'gemini', to: 'openai-chat', vectors: goVectors },
  { name: 'a Gemini stream for an OpenAI client', from: 'gemini', to: 'openai-chat', vectors: gsVectors },
  { name: 'an OpenAI answer for a Gemini client', from: 'openai-chat', to: 'gemini', vectors: oiVectors },
] as const

for (const { name, from, to, vectors } of groups) {
  describe(name, () => {
    describe.each(vectors.map((vector) => [`${vector.id} ${vector.name}`, vector] as const))('%s', (_name, vector) => {
      it('whole', () => expectAnswer(translateWhole(from, to, vector), to, vector))
      it('streamed', () => {
        const translated = translateBytes(from, to, vector)
        expectAnswer(translated, to, vector)
        if (vector.expected.stream) expect(streamShorthand(translated.frames)).toEqual(vector.expected.stream)
      })
      it('cut at every byte (U32)', () => {
        const uncut = JSON.stringify(translateBytes(from, to, vector))
        const { length } = bytesOf(from, vector)
        for (let cut = 1; cut < length; cut++) {
          expect(JSON.stringify(translateBytes(from, to, vector, [cut]))).toBe(uncut)
        }
      })
    })
  })
}

describe('answers of every vector', () => {
  it('T223 give Gemini clients a model content with parts in every payload', () => {
    for (const vector of oiVectors) {
      for (const payload of framesJson(translateBytes('openai-chat', 'gemini', vector).frames)) {
        const parts = expect.arrayContaining([expect.anything()])
        expect(payload).toMatchObject({ candidates: [{ content: { role: 'model', parts } }] })
      }
    }
  })

  it('T230 finish Gemini answers once, in the last payload', () => {
    for (const vector of oiVectors.filter((vector) => !vector.expected.error)) {
      const { frames } = translateBytes('openai-chat', 'gemini', vector)
      const finished = frames.map((frame) => frame.data.includes('"finishReason"'))
      expect(finished.indexOf(true)).toBe(frames.length - 1)
    }
  })

  it('T235 put no line end of any alphabet on the wire', () => {
    for (const vector of oiVectors) {
      for (const { data } of translateBytes('openai-chat', 'gemini', vector).frames) {
        expect(data).not.toMatch(/[\n\r\u2028\u2029\u0085]/)
      }
    }
  })

  it('T107 share one id, time, model and object among all chunks', () => {
    for (const vector of [...goVectors, ...gsVectors]) {
      const chunks = framesJson(translateBytes('gemini', 'openai-chat', vector).frames)
      const heads = chunks.map(({ id, created, model, object }) => JSON.stringify({ id, created, model, object }))
      expect(new Set(heads).size).toBeLessThan(2)
      if (heads[0])
        expect(jsonObject(heads[0])).toMatchObject({ object: 'chat.completion.chunk', created: 1_700_000_000 })
    }
  })

  it('T148 say usage null in every other chunk when it was asked for, and never otherwise', () => {
    for (const vector of gsVectors) {
      const asked = vector.encoder?.includeUsage ?? true
      const chunks = framesJson(translateBytes('gemini', 'openai-chat', vector).frames)
      for (const chunk of chunks.filter(({ choices }) => Array.isArray(choices) && choices.length > 0)) {
        if (asked) expect(chunk).toHaveProperty('usage', null)
        else expect(chunk).not.toHaveProperty('usage')
      }
    }
  })

  it("T107 tell the vendor's own model version beside the answer", () => {
    const [basic] = goVectors
    if (!basic) throw new Error('no vector')
    expect(translateBytes('gemini', 'openai-chat', basic).events[0]).toMatchObject({ model: 'gemini-2.5-flash-001' })
  })
})

it.each(streamOptionsVectors)('$id refuses stream_options beside stream $stream', ({ stream }) => {
  const body: JsonObject = {
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    stream_options: { include_usage: true },
  }
  if (stream !== undefined) body.stream = stream
  const { client } = codecs['openai-chat']
  for (const read of [() => client.outline({ body }), () => client.decodeRequest({ body }, sources)]) {
    expect(failureOf(read)).toMatchObject({ kind: 'bad-request', status: 400, param: 'stream_options' })
  }
})

it(`${geminiHeartbeat.id} beats for Gemini clients with the one frame they all ignore`, () => {
  expect(codecs.gemini.client.openStream(askedOf('gemini')).heartbeat()).toBe(geminiHeartbeat.text)
})

function expectAnswer({ folded, error }: Translated, to: Protocol, { expected }: AnswerVector): void {
  if (expected.error) {
    if (!error) throw new Error(`expected an error, got ${JSON.stringify(folded)}`)
    expect(codecs[to].client.encodeError(error, context)).toMatchObject(expected.error)
    const { writes } = codecs[to].client.openStream(askedOf(to)).fail(error)
    if (expected.lateError) expect(writes[0]).toBe(expected.lateError)
    return
  }
  if (error) throw error
  expect(folded).toMatchObject(expected.whole ?? {})
  if (expected.choice) expect(folded).toMatchObject({ [to === 'gemini' ? 'candidates' : 'choices']: [expected.choice] })
  for (const [path, value] of Object.entries(expected.exact ?? {})) expect(valueAt(folded, path)).toEqual(value)
  for (const path of expected.absent ?? []) expect(valueAt(folded, path)).toBeUndefined()
}

function valueAt(json: Json | undefined, path: string): Json | undefined {
  return path
    .split(/\.|\[|\]\.?/)
    .filter(Boolean)
    .reduce<Json | undefined>((value, key) => {
      if (Array.isArray(value)) return value[Number(key)]
      return isJsonObject(value) ? value[key] : undefined
    }, json)
}

function translateBytes(from: Protocol, to: Protocol, vector: AnswerVector, cuts?: readonly number[]): Translated {
  const messages = readMessages(bytesOf(from, vector), cuts)
  return translateStream({ from, to, messages, decoding: vector.decoding, encoder: vector.encoder })
}

function bytesOf(from: Protocol, { answer, payloads, body }: AnswerVector): Uint8Array {
  if (payloads) return streamBytes(payloads)
  if (body !== undefined) return new TextEncoder().encode(body)
  return typeof answer === 'string' ? new TextEncoder().encode(answer) : streamBytes(streamOf(from, answer ?? {}))
}

/** The vendor ignores the wish to stream and answers whole. */
function translateWhole(from: Protocol, to: Protocol, vector: AnswerVector): Translated {
  const { answer, payloads, streamOnly, decoding, encoder } = vector
  if (streamOnly || (!answer && !payloads)) return translateBytes(from, to, vector)
  const whole =
    answer ??
    foldFrames(
      from,
      (payloads ?? []).map((payload) => ({ data: text(payload) })),
    )
  try {
    return translateStream({ from, to, messages: codecs[from].backend.unfold(text(whole)), decoding, encoder })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { events: [], frames: [], folded: undefined, error }
  }
}

function text(payload: JsonObject | string): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload)
}

function failureOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}
