import { describe, expect, it } from '@jest/globals'
import type { Message } from '../src/canonical/request.ts'
import type { JsonObject } from '../src/json/json.ts'
import { placeholderSignature } from '../src/signature.ts'
import { assistant, call, contents, hi, refusal, result, results, signature, third } from './gemini-backend-request.ts'

describe('contents for Gemini', () => {
  it('gather results that came in several messages', () => {
    const [, , answers, ...rest] = contents([
      hi,
      assistant(call('1'), call('2')),
      results(result('2')),
      results(result('1')),
    ]) as JsonObject[]
    expect(answers).toMatchObject({ parts: [{ functionResponse: { id: '1' } }, { functionResponse: { id: '2' } }] })
    expect(rest).toEqual([])
  })

  it('keep what the user says apart from results', () => {
    const said = contents([hi, assistant(call('1')), results(result('1')), hi, hi]) as JsonObject[]
    expect(said.slice(2)).toEqual([
      { role: 'user', parts: [{ functionResponse: { id: '1', name: 'f', response: { output: 'r' } } }] },
      { role: 'user', parts: [{ text: 'hi' }, { text: 'hi' }] },
    ])
  })

  it('leave out ids that were made here, in the call and in its result', () => {
    const made = contents([hi, assistant(call('1', { idMade: true })), results(result('1'))])
    expect(JSON.stringify(made)).not.toContain('"id"')
  })

  it('say that a result is an error', () => {
    const failed = contents([hi, assistant(call('1')), results(result('1', { text: '{"k":1}', isError: true }))])
    expect(failed).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: { error: '{"k":1}' } } }] }])
  })

  it.each([
    ['a repeated key', '{"a":1,"a":2}'],
    ['digits that no double has', '{"a":0.123456789012345678901}'],
    ['an infinite number', '{"a":1e999}'],
    ['ten thousand levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('keep a result with %s as its text', (_name, text) => {
    const kept = contents([hi, assistant(call('1')), results(result('1', { text }))])
    expect(kept).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: { output: text } } }] }])
  })

  it('take apart a result with escaped quotes, colons in texts and ordinary numbers', () => {
    const value = { 'a"b:': ': "x" :', n: [1.5, -2, 1e3, 0.1, 9007199254740991], '': {} }
    const said = contents([hi, assistant(call('1')), results(result('1', { text: JSON.stringify(value, null, 2) }))])
    expect(said).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: value } }] }])
  })

  it('wrap arguments of ten thousand levels instead of taking them apart', () => {
    const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect(contents([hi, assistant(call('1', { arguments: deep })), results(result('1'))])).toMatchObject([
      {},
      { parts: [{ functionCall: { args: { _raw: deep } } }] },
      {},
    ])
  })

  it('hold no half of a surrogate pair, however it was escaped', () => {
    const said = contents([
      hi,
      assistant(call('1', { arguments: '{"k":"\\ud83d"}' })),
      results(result('1', { text: '["\\udc00"]' })),
    ])
    expect(JSON.stringify(said)).not.toMatch(/\\ud83d|\\udc00/)
  })

  it('put media of results inside of them on 3, and behind them before', () => {
    const image = { type: 'media', mimeType: 'image/png', source: { type: 'base64', data: 'AAAA' }, at: 'm' } as const
    const page = { type: 'media', source: { type: 'url', url: 'https://x.test/a' }, at: 'm' } as const
    const messages = [hi, assistant(call('1')), results(result('1', { media: [image, page] })), hi]
    const inlineData = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
    const fileData = { fileData: { fileUri: 'https://x.test/a' } }
    expect((contents(messages) as JsonObject[])[3]).toEqual({
      role: 'user',
      parts: [inlineData, fileData, { text: 'hi' }],
    })
    const inside = contents(messages, third) as JsonObject[]
    expect(inside[2]).toMatchObject({ parts: [{ functionResponse: { parts: [inlineData] } }] })
    expect(inside[3]).toEqual({ role: 'user', parts: [fileData, { text: 'hi' }] })
  })

  it('are one blank where every message is empty', () => {
    expect(contents([assistant({ type: 'text', text: '' })])).toEqual([{ role: 'user', parts: [{ text: ' ' }] }])
  })

  it('merge a hundred thousand parts', () => {
    const many: Message = {
      role: 'user',
      parts: Array.from({ length: 200_000 }, () => ({ type: 'text', text: 'x' }) as const),
    }
    expect((contents([hi, many]) as JsonObject[])[0]?.parts).toHaveLength(200_001)
  })

  it('find Files API names at the configured address', () => {
    const file: Message = { role: 'user', parts: [{ type: 'media', source: { type: 'file', id: 'files/a' }, at: 'm' }] }
    expect(contents([file], undefined, { filesBaseUrl: 'https://g.test/v1beta' })).toMatchObject([
      { parts: [{ fileData: { fileUri: 'https://g.test/v1beta/files/a' } }] },
    ])
  })

  it.each([
    ['an http address', { source: { type: 'url', url: 'http://x.test/a.png' } }],
    ['a file address', { source: { type: 'url', url: 'file:///etc/passwd' } }],
    ['content of an unknown type', { source: { type: 'base64', data: 'AAAA' } }],
  ] as const)('refuse %s by its place', (_name, media) => {
    const message: Message = {
      role: 'user',
      parts: [{ type: 'media', at: 'messages[0].content[0].image_url.url', ...media }],
    }
    expect(refusal({ messages: [message] })).toMatchObject({
      status: 400,
      param: 'messages[0].content[0].image_url.url',
    })
  })
})

describe('thought signatures for Gemini', () => {
  const signed = [
    hi,
    assistant(call('1', { signature: signature('U0lH') }), call('2', { signature: signature('U0lI') })),
    results(result('1'), result('2')),
  ]

  it('are all replaced once the vendor has refused them', () => {
    const texts = JSON.stringify(contents(signed, third, { remedies: ['signature-placeholders'] }))
    expect(texts).not.toMatch(/U0lH|U0lI/)
    expect(texts.match(new RegExp(placeholderSignature, 'g'))).toHaveLength(2)
  })

  it('stand beside the call and on the first of a merged turn', () => {
    const merged = contents(
      [hi, assistant(call('1')), assistant(call('2')), results(result('1'), result('2'))],
      third,
    ) as JsonObject[]
    expect(merged[1]?.parts).toEqual([
      { functionCall: { id: '1', name: 'f', args: {} }, thoughtSignature: placeholderSignature },
      { functionCall: { id: '2', name: 'f', args: {} } },
    ])
  })

  it('that are no base64 are not sent', () => {
    const broken = [
      hi,
      assistant(call('1', { signature: signature('not base64!') }), {
        type: 'text',
        text: 'a',
        signature: signature('?'),
      }),
      results(result('1')),
    ]
    expect(JSON.stringify(contents(broken))).not.toContain('thoughtSignature')
    expect(JSON.stringify(contents(broken, third))).toContain(placeholderSignature)
  })

  it('keep an empty text that carries one', () => {
    expect(contents([hi, assistant({ type: 'text', text: '', signature: signature('U0lH') }), hi])).toMatchObject([
      {},
      { parts: [{ text: '', thoughtSignature: 'U0lH' }] },
      {},
    ])
  })
})
