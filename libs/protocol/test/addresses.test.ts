import { describe, expect, it } from '@jest/globals'
import { codecs, protocols } from '../src/index.ts'

describe.each(protocols)('the addresses of %s', (protocol) => {
  const { version, versions, baseUrl, list } = codecs[protocol].addresses

  it('have a version that its clients write, and a base URL that leads to it', () => {
    expect(versions).toContain(version.slice(1))
    expect(['', version]).toContain(baseUrl)
  })

  it('are templates of plain segments with at most one open place', () => {
    for (const { template } of list) {
      expect(template).toMatch(/^(?:\/(?:[A-Za-z_]+|\{id\}|\{model\}(?::[A-Za-z]+|:\{method\})?))+$/)
      expect(template.match(/\{(?:id|model)\}/g) ?? []).toHaveLength(template.includes('{') ? 1 : 0)
    }
  })

  it('are each there once', () => {
    const templates = list.map(({ template }) => template)
    expect(new Set(templates).size).toBe(templates.length)
  })

  it('serve generations and lists of models', () => {
    const kinds = list.map(({ meaning }) => meaning.kind)
    expect(kinds).toEqual(expect.arrayContaining(['generate', 'list-models', 'get-model']))
  })

  it('count tokens exactly where the protocol has counts', () => {
    const counts = list.some(({ meaning }) => meaning.kind === 'count-tokens')
    expect(counts).toBe(codecs[protocol].catalogue.tokens !== undefined)
  })
})

describe('the addresses of all protocols', () => {
  const all = protocols.flatMap((protocol) => codecs[protocol].addresses.list)

  it('call nothing unserved that one of them generates at', () => {
    const generating = all.filter(({ meaning }) => meaning.kind === 'generate').map(({ template }) => template)
    const unserved = all.filter(({ meaning }) => meaning.kind === 'unserved').map(({ template }) => template)
    expect(unserved.filter((template) => generating.includes(template))).toEqual([])
  })

  it('belong to one alone where they say so', () => {
    for (const { template, own } of all)
      if (own) expect(all.filter((other) => other.template === template)).toHaveLength(1)
  })
})
