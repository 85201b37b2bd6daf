import { expect } from '@jest/globals'
import { isJsonObject, type JsonObject } from '@sluice/protocol'
import type { RawAnswer } from './raw-client.ts'
import { finishesOf, framesOf, type Way } from './ways.ts'

type Dialect = Way['dialect']

/** The error object of a dialect's envelope; fails the test when the text is none. */
export function errorIn(text: string, dialect: Dialect): JsonObject {
  const body: unknown = JSON.parse(text)
  const error = isJsonObject(body) ? body.error : undefined
  if (!isJsonObject(error)) throw new Error(`no error object in ${text}`)
  expect(error.message).toEqual(expect.stringMatching(/\S/))
  if (dialect === 'openai') {
    expect(Object.keys(error)).toEqual(expect.arrayContaining(['message', 'type', 'param', 'code']))
  } else {
    expect(error.code).toEqual(expect.any(Number))
    expect(error.status).toEqual(expect.stringMatching(/^[A-Z_]+$/))
  }
  return error
}

/** An answer that failed before its first byte: the true status, the reason where SillyTavern looks, JSON in dialect. */
export function expectEarlyError(answer: RawAnswer, dialect: Dialect, status: number): JsonObject {
  expect({ status: answer.status, end: answer.end, text: answer.text }).toMatchObject({ status, end: 'complete' })
  expect(answer.headers['content-type']).toContain('application/json')
  const error = errorIn(answer.text, dialect)
  expect(String(error.message)).toContain(answer.statusMessage.slice(0, 20))
  if (dialect === 'gemini') expect(error.code).toBe(status)
  return error
}

/** A stream that failed after its first byte: the error in dialect ends it, and nothing says that it is complete. */
export function expectLateError(answer: RawAnswer, way: Way): JsonObject {
  expect({ status: answer.status, end: answer.end }).toEqual({ status: 200, end: 'complete' })
  expect(answer.text).not.toContain('[DONE]')
  expect(finishesOf(way, answer.text)).toEqual([])
  const texts = lateErrorTexts(way, answer.chunks)
  expect(framesOf(way, answer.text).filter((frame) => 'error' in frame)).toHaveLength(texts.length)
  expect(new Set(texts).size).toBe(1)
  return errorIn(texts[0] ?? '', way.dialect)
}

/** Around a late error's JSON, write by write. Gemini SSE clients get it twice: some read the first form only, some the second. */
const lateForms = {
  openai: [/^data: (\{.*\})\n\n$/],
  gemini: [/^(\{.*\})\n$/, /^\ndata: (\{.*\})\n\n$/],
  'json-array': [/^[,[](\{.*\})\]$/s],
}

function lateErrorTexts({ framing, dialect }: Way, chunks: readonly string[]): string[] {
  const forms = lateForms[framing === 'json-array' ? 'json-array' : dialect]
  return forms.map((form, index) => {
    const chunk = chunks.at(index - forms.length) ?? ''
    expect(chunk).toMatch(form)
    return form.exec(chunk)?.[1] ?? ''
  })
}

/** A clean answer: a finish, and the marker where the dialect has one. */
export function expectComplete(answer: RawAnswer, way: Way): void {
  expect({ status: answer.status, end: answer.end, text: answer.text }).toMatchObject({ status: 200, end: 'complete' })
  expect(answer.text).not.toContain('"error"')
  expect(finishesOf(way, answer.text)).toEqual([way.dialect === 'openai' ? 'stop' : 'STOP'])
  const marker = way.dialect === 'openai' && way.framing === 'sse'
  expect(/data: \[DONE\](?:\r\n|\n|\r){2}$/.test(answer.text)).toBe(marker)
}
