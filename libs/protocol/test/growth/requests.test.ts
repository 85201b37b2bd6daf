import { describe, expect, it } from '@jest/globals'
import { type Asked, codecs, type Protocol, protocols, type RequestInput, spliceJson } from '../../src/index.ts'
import { facts } from '../facts/index.ts'
import { askedOf, createSources } from '../translate-answer.ts'
import { growthFaults, type Work } from './measure.ts'
import { type BodyOfSize, requestShapes } from './request-shapes.ts'

const sizes = { min: 128, max: 1024 }

/** A body of this size, as a client of the protocol would send it. */
function inputOf(protocol: Protocol, bodyOf: BodyOfSize, size: number): RequestInput {
  return { ...facts[protocol].request({ model: 'gemini-3-pro', choices: 1, includeUsage: true }), body: bodyOf(size) }
}

/** All that is done with a request of this protocol before it goes out to a vendor of that one. */
function translated(from: Protocol, to: Protocol, bodyOf: BodyOfSize): Work {
  return (size) => {
    const input = inputOf(from, bodyOf, size)
    return () => {
      const { client } = codecs[from]
      client.outline(input)
      const { request, nameOf } = client.decodeRequest(input, createSources())
      codecs[to].backend.prepare(request, { sources: createSources(), nameOf, remedies: [], quirks: {} })
    }
  }
}

function passed(protocol: Protocol, bodyOf: BodyOfSize): Work {
  return (size) => {
    const input = inputOf(protocol, bodyOf, size)
    const bytes = new TextEncoder().encode(JSON.stringify(input.body))
    return () => {
      const { client, frames } = codecs[protocol]
      const asked: Asked = { ...askedOf(protocol), input, outline: client.outline(input) }
      spliceJson(bytes, frames.prepare(asked, 'vendor').edits)
    }
  }
}

describe.each(protocols)('a request of %s costs no more than in proportion to its size', (from) => {
  it.each(Object.entries(requestShapes[from]))('%s', (_name, bodyOf) => {
    const works = {
      pass: passed(from, bodyOf),
      ...Object.fromEntries(protocols.map((to) => [to, translated(from, to, bodyOf)])),
    }
    expect(growthFaults(works, sizes)).toEqual([])
  })
})
