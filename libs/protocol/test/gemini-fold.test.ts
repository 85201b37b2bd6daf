import { describe, expect, it } from '@jest/globals'
import { createFolder } from '../src/gemini/frames/fold.ts'
import type { JsonObject } from '../src/index.ts'
import { answer, decode, outline, stop } from './gemini-backend-answer.ts'

const finish = answer([{ text: '' }], stop)

/** The parts of the whole answer that a vendor's payloads stand for. */
function partsOf(...payloads: JsonObject[]): unknown {
  const folder = createFolder()
  for (const payload of payloads) folder.push(payload)
  const [candidate] = folder.result().candidates as { content: { parts: JsonObject[] } }[]
  return candidate?.content.parts
}

const sound = (data: string, mimeType = 'audio/L16;codec=pcm;rate=24000') => ({ inlineData: { mimeType, data } })
const call = (functionCall: JsonObject, members: JsonObject = {}) => answer([{ functionCall, ...members }])

describe('the parts of a folded Gemini stream', () => {
  it('stay apart where one event has them, and only the next event goes on with the last', () => {
    expect(partsOf(answer([{ text: 'a' }, { text: 'b' }]), answer([{ text: 'c' }, { text: 'd' }]), finish)).toEqual([
      { text: 'a' },
      { text: 'bc' },
      { text: 'd' },
    ])
  })

  it('are one where neighbours are raw sound of one type', () => {
    expect(partsOf(answer([sound('QQ==')]), answer([sound('Qg=='), sound('QUJD')]), finish)).toEqual([
      sound('QUJBQkM='),
    ])
  })

  it.each<[string, JsonObject, JsonObject]>([
    ['of two types', sound('QQ=='), sound('Qg==', 'audio/L16;codec=pcm;rate=16000')],
    ['in a container', sound('QQ==', 'audio/wav'), sound('Qg==', 'audio/wav')],
    ['signed', sound('QQ=='), { ...sound('Qg=='), thoughtSignature: 'U0lH' }],
    ['pictures', sound('QQ==', 'image/png'), sound('Qg==', 'image/png')],
  ])('stay apart where they are %s', (_what, first, second) => {
    expect(partsOf(answer([first]), answer([second]), finish)).toEqual([first, second])
  })

  it('go on with tokens and citations from payload to payload', () => {
    const piece = (token: string, uri: string): JsonObject => ({
      candidates: [
        {
          ...stop,
          logprobsResult: { chosenCandidates: [{ token }], topCandidates: [{ candidates: [{ token }] }] },
          citationMetadata: { citationSources: [{ uri }] },
        },
      ],
    })
    const folder = createFolder()
    for (const payload of [piece('a', 'https://a.test'), piece('b', 'https://b.test')]) folder.push(payload)
    expect(folder.result().candidates).toMatchObject([
      {
        logprobsResult: { chosenCandidates: [{ token: 'a' }, { token: 'b' }] },
        citationMetadata: { citationSources: [{ uri: 'https://a.test' }, { uri: 'https://b.test' }] },
      },
    ])
  })
})

describe('a call that Vertex AI sends in pieces', () => {
  const pieces = (...partialArgs: JsonObject[]) => call({ partialArgs, willContinue: true })
  const begun = call({ name: 'order', willContinue: true }, { thoughtSignature: 'U0lH' })
  const payloads = [
    begun,
    pieces({ jsonPath: '$.items[0].name', stringValue: 'App', willContinue: true }),
    pieces({ jsonPath: '$.items[0].name', stringValue: 'le', willContinue: true }),
    pieces({ jsonPath: '$.items[0].name', stringValue: '' }, { jsonPath: '$.items[0].price', numberValue: 0.5 }),
    call({ willContinue: true }),
    pieces({ jsonPath: "$.items[1]['full name']", stringValue: 'Pear' }, { jsonPath: '$.rush', boolValue: true }),
    pieces({ jsonPath: '$.note', nullValue: 'NULL_VALUE' }),
  ]
  const args = { items: [{ name: 'Apple', price: 0.5 }, { 'full name': 'Pear' }], rush: true, note: null }
  const whole = { functionCall: { name: 'order', args }, thoughtSignature: 'U0lH' }

  it.each<[string, JsonObject[]]>([
    ['with an empty call at its end', [...payloads, call({}), finish]],
    ['without one', [...payloads, finish]],
    ['ended by its last piece', [...payloads, call({ partialArgs: [] }), finish]],
  ])('is one call %s', (_how, stream) => {
    expect(partsOf(...stream)).toEqual([whole])
    const [start, json, end] = outline(decode(...stream))
    expect([start, JSON.parse(json ?? ''), end]).toEqual(['tool-call-start!U0lH', args, 'tool-call-end'])
  })

  it('ends where the next one begins', () => {
    const two = [
      begun,
      pieces({ jsonPath: '$.a', stringValue: 'x' }),
      call({ name: 'f', args: {} }),
      call({ name: 'g' }),
      finish,
    ]
    expect(partsOf(...two)).toMatchObject([
      { functionCall: { name: 'order', args: { a: 'x' } } },
      { functionCall: { name: 'f', args: {} } },
      { functionCall: { name: 'g' } },
    ])
    expect(outline(decode(...two)).filter((line) => line.startsWith('{'))).toEqual(['{"a":"x"}', '{}', '{}'])
  })

  it.each<[string, JsonObject]>([
    ['nowhere', { stringValue: 'x' }],
    ['no place that can be', { jsonPath: '$..a', stringValue: 'x' }],
    ['far behind the end of a list', { jsonPath: '$.a[1000000000]', stringValue: 'x' }],
    ['too deep', { jsonPath: `$${'.a'.repeat(101)}`, stringValue: 'x' }],
    ['the prototype', { jsonPath: '$.__proto__', stringValue: 'x' }],
    ['a member of the prototype', { jsonPath: '$.__proto__.polluted', stringValue: 'x' }],
  ])('is an error where a piece leads to %s', (_where, piece) => {
    expect(decode(begun, pieces(piece), finish).at(-1)).toMatchObject({ error: { kind: 'bad-upstream-response' } })
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})
