import { describe, expect, it } from '@jest/globals'
import { codecs, type JsonObject, type Protocol, protocols, type TextFilter } from '../../src/index.ts'
import { askedOf, decodeEvents, encodeEvents, foldPayloads } from '../translate-answer.ts'
import { answerShapes, type PayloadsOfSize } from './answer-shapes.ts'
import { growthFaults, type Work } from './measure.ts'

const sizes = { min: 64, max: 512 }

function messagesOf(payloads: readonly JsonObject[]) {
  return payloads.map((payload) => ({ data: JSON.stringify(payload) }))
}

function decoded(from: Protocol, payloadsOf: PayloadsOfSize): Work {
  return (size) => {
    const messages = messagesOf(payloadsOf(size))
    return () => decodeEvents(from, messages)
  }
}

function encoded(from: Protocol, to: Protocol, payloadsOf: PayloadsOfSize): Work {
  return (size) => {
    const events = decodeEvents(from, messagesOf(payloadsOf(size)))
    return () => encodeEvents(to, events)
  }
}

/** A filter that changes every text. */
const dotted: TextFilter = { push: (_, piece) => `${piece}.`, end: () => '', ended: () => false, done: false }

/** Passes and is filtered. */
function filtered(protocol: Protocol, payloadsOf: PayloadsOfSize): Work {
  return (size) => {
    const messages = messagesOf(payloadsOf(size))
    return () => {
      const passage = codecs[protocol].frames.openPassage(askedOf(protocol), dotted)
      for (const message of messages) passage.take(message)
      passage.end()
    }
  }
}

function folded(protocol: Protocol, payloadsOf: PayloadsOfSize): Work {
  return (size) => {
    const payloads = payloadsOf(size)
    return () => JSON.stringify(foldPayloads(protocol, payloads))
  }
}

function unfolded(protocol: Protocol, payloadsOf: PayloadsOfSize): Work {
  return (size) => {
    const body = JSON.stringify(foldPayloads(protocol, payloadsOf(size)))
    return () => codecs[protocol].backend.unfold(body)
  }
}

describe.each(protocols)('an answer of %s costs no more than in proportion to its size', (from) => {
  it.each(Object.entries(answerShapes[from]))('%s', (_name, payloadsOf) => {
    const works = {
      decode: decoded(from, payloadsOf),
      ...Object.fromEntries(protocols.map((to) => [`encode for ${to}`, encoded(from, to, payloadsOf)])),
      pass: filtered(from, payloadsOf),
      fold: folded(from, payloadsOf),
      unfold: unfolded(from, payloadsOf),
    }
    expect(growthFaults(works, sizes)).toEqual([])
  })
})
