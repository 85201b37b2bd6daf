import { describe, expect, it } from '@jest/globals'
import { codecs, type JsonObject, type ModelInfo, type Protocol, protocols } from '../src/index.ts'

const model: ModelInfo = {
  id: 'm-1',
  displayName: 'M one',
  created: 7,
  ownedBy: 'somebody',
  inputTokenLimit: 100,
  outputTokenLimit: 10,
}

/** One page of each vendor's list, entries that are none among them. */
const pages: Readonly<
  Record<Protocol, { readonly page: JsonObject; readonly ids: readonly string[]; readonly next?: string }>
> = {
  'openai-chat': {
    page: {
      object: 'list',
      data: [{ id: 'a', object: 'model', created: 1, owned_by: 'x' }, { id: '' }, 7, null, { id: 'b' }],
    },
    ids: ['a', 'b'],
  },
  gemini: {
    page: { models: [{ name: 'models/a' }, { name: 'tunedModels/t' }, {}, 'x'], nextPageToken: 'n/1' },
    ids: ['a', 'tunedModels/t'],
    next: 'n/1',
  },
}

describe.each(protocols)('the catalogue of %s', (protocol) => {
  const { catalogue } = codecs[protocol]
  const { page, ids, next } = pages[protocol]

  it('reads a page and leaves out what is no model', () => {
    const read = catalogue.decodeList(page)
    expect(read.models.map(({ id }) => id)).toEqual(ids)
    expect(read.next).toBe(next)
  })

  it.each([{}, { data: 1, models: 'x' }])('reads %j as no model', (nothing) => {
    expect(catalogue.decodeList(nothing)).toEqual({ models: [], next: undefined })
    expect(catalogue.decodeModel(nothing)).toBeUndefined()
  })

  it('gives its own vendor’s entry back as it was', () => {
    for (const read of catalogue.decodeList(page).models) expect(catalogue.encodeModel(read)).toBe(read.vendor?.json)
  })

  it('writes a model of any vendor so that it reads it again', () => {
    expect(catalogue.decodeModel(catalogue.encodeModel(model))).toMatchObject({ id: 'm-1' })
    for (const from of protocols)
      for (const read of codecs[from].catalogue.decodeList(pages[from].page).models)
        expect(catalogue.decodeModel(catalogue.encodeModel(read))?.id).toBe(read.id)
  })

  it('writes a list in one page', () => {
    const list = catalogue.encodeList([model, { id: 'other' }])
    expect(catalogue.decodeList(list)).toMatchObject({ models: [{ id: 'm-1' }, { id: 'other' }], next: undefined })
  })

  it('asks for one model and for each page below its base URL, whatever they are called', () => {
    expect(catalogue.modelPath('models/m')).toBe(catalogue.modelPath('m'))
    for (const path of [catalogue.listPath(undefined), catalogue.listPath('n/1&x=2'), catalogue.modelPath('a/b ?#')])
      expect(path).toMatch(/^\/[A-Za-z0-9/%._~-]+(?:\?[A-Za-z0-9=&%._~-]+)?$/)
    expect(catalogue.listPath('n/1&x=2')).not.toContain('&x=2')
  })
})

describe('Gemini’s token counts', () => {
  const { tokens } = codecs.gemini.catalogue
  const text = { role: 'user', parts: [{ text: 'x'.repeat(20) }] }

  it('are Google’s own at the model', () => {
    expect(tokens?.countPath('tunedModels/t')).toBe('/tunedModels/t:countTokens')
    expect(tokens?.countPath('m')).toBe('/models/m:countTokens')
  })

  it.each([
    [{ contents: [text] }, 6],
    [{ generateContentRequest: { contents: [text] } }, 6],
    [{ contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: 'x'.repeat(10_000) } }] }] }, 258],
    [{ contents: [{ parts: [{ file_data: { file_uri: 'x' } }] }] }, 258],
    [{ contents: [] }, 1],
  ])('are estimated elsewhere: %j', (body, totalTokens) => {
    expect(tokens?.estimate(body as JsonObject)).toEqual({ totalTokens })
  })

  it('need something to count', () => {
    expect(() => tokens?.estimate({})).toThrow(expect.objectContaining({ status: 400, param: 'contents' }))
  })
})
