import { describe, expect, it } from '@jest/globals'
import { type HopAnswer, wholeBody } from '@sluice/upstream'
import { getModel, listModels } from '../src/index.ts'
import { targetWith } from './fake-target.ts'

const answer = (status: number, body: string): HopAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: wholeBody(Buffer.from(body)),
})

const call = { dialect: 'openai-chat', requestId: 'req_test', via: '1.1 sluice-test-0' } as const
const { signal } = new AbortController()
const named = ['gpt-x', 'org/model-y']

describe('an upstream without a model list', () => {
  const without = targetWith({ listedModels: named, send: async () => answer(404, '404 page not found') })

  it('has the models that the settings name', async () => {
    expect(await listModels([without], call, signal)).toMatchObject({ data: [{ id: 'gpt-x' }, { id: 'org/model-y' }] })
    expect(await getModel(without, 'org/model-y', call, signal)).toMatchObject({ id: 'org/model-y', object: 'model' })
  })

  it('has no others', async () => {
    await expect(getModel(without, 'gpt-z', call, signal)).rejects.toMatchObject({ kind: 'wrong-address' })
  })
})

describe('an upstream with a model list', () => {
  it('has its own models and those that the settings name, each once', async () => {
    const send = async () => answer(200, '{"data":[{"id":"gpt-x"},{"id":"gpt-w"}]}')
    const list = await listModels([targetWith({ listedModels: named, send })], call, signal)
    expect(list).toMatchObject({ data: [{ id: 'gpt-x' }, { id: 'gpt-w' }, { id: 'org/model-y' }] })
  })
})

describe('lists of several targets', () => {
  it('are the rest when one fails', async () => {
    const down = targetWith({ send: async () => answer(500, '{}') })
    const up = targetWith({ send: async () => answer(200, '{"data":[{"id":"gpt-w"}]}') })
    expect(await listModels([down, up], call, signal)).toMatchObject({ data: [{ id: 'gpt-w' }] })
  })
})
