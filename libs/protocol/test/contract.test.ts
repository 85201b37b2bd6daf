import { describe, expect, it } from '@jest/globals'
import { codecs, type GatewayError, type Protocol, protocols } from '../src/index.ts'
import { payloadsOf } from './answer-meaning.ts'
import { runDecoderContract, runEncoderContract } from './contract.ts'
import { expectGolden, type Fixture, goldenNames, readFixtures } from './fixtures.ts'
import { askedOf, foldPayloads, readMessages, translateStream } from './translate-answer.ts'

const context = { requestId: 'req-1' }

for (const protocol of protocols) runDecoderContract({ codec: codecs[protocol], fixtures: readFixtures(protocol) })

/** What fails passes unread to clients of the vendor's own protocol, so there is no whole answer to approve. */
const goldenCases = protocols.flatMap((from) =>
  readFixtures(from).flatMap((fixture) =>
    protocols
      .filter((to) => to !== from || !fixture.fails)
      .map((to) => ({ name: `${from}.${fixture.name}.${to}`, from, to, fixture })),
  ),
)

describe('a stream comes out as it was read and approved', () => {
  it.each(goldenCases)('$name', ({ name, from, to, fixture }) => {
    expectGolden(name, from === to ? passed(to, fixture) : translated(from, to, fixture))
  })

  it('and no approved file is left without its stream', () => {
    expect(goldenNames().toSorted()).toEqual(goldenCases.map(({ name }) => name).toSorted())
  })
})

const answers = protocols.flatMap((from) =>
  readFixtures(from)
    .filter((fixture) => !fixture.fails)
    .map(({ name, bytes }) => ({
      name: `${from} ${name}`,
      events: translateStream({ from, to: from, messages: readMessages(bytes) }).events,
    })),
)
for (const protocol of protocols) runEncoderContract({ codec: codecs[protocol], answers })

/** What a client of the vendor's own protocol gets whole. */
function passed(protocol: Protocol, { bytes }: Fixture): unknown {
  const payloads = readMessages(bytes).flatMap(payloadsOf)
  return { whole: foldPayloads(protocol, payloads) }
}

function translated(from: Protocol, to: Protocol, { bytes }: Fixture): unknown {
  const { events, frames, folded, error } = translateStream({ from, to, messages: readMessages(bytes) })
  const { client } = codecs[to]
  return {
    events: events.map((event) => (event.type === 'error' ? { ...event, error: shown(event.error) } : event)),
    frames: frames.map(({ data, event }) => ({ event, data: data === '[DONE]' ? data : JSON.parse(data) })),
    ...(error
      ? { error: client.encodeError(error, context), lateError: client.openStream(askedOf(to)).fail(error).writes }
      : { whole: folded }),
  }
}

function shown({ message, ...members }: GatewayError): unknown {
  return { ...members, message }
}
