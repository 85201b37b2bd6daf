import type { Protocol } from '../../src/index.ts'
import { addToy } from './mocked.ts'

addToy()
const { codecs, protocols } = await import('../../src/index.ts')
const { runDecoderContract, runEncoderContract } = await import('../contract.ts')
const { runFrameContract } = await import('../frames-contract.ts')
const { readFixtures } = await import('../fixtures.ts')
const { readMessages, decodeEvents } = await import('../translate-answer.ts')

const { toy } = codecs as unknown as Record<string, (typeof codecs)[Protocol]>
if (toy === undefined) throw new Error('The toy is not in the table.')
const fixtures = readFixtures(toy.protocol)

runDecoderContract({ codec: toy, fixtures })
runFrameContract({ codec: toy, fixtures })

/** Complete answers of every protocol. */
const answers = protocols.flatMap((from) =>
  readFixtures(from)
    .filter(({ fails }) => !fails)
    .map(({ name, bytes }) => ({ name: `${from} ${name}`, events: decodeEvents(from, readMessages(bytes)) })),
)
runEncoderContract({ codec: toy, answers })
// The toy's answers for clients of the other protocols.
const toys = answers.filter(({ name }) => name.startsWith('toy '))
for (const protocol of protocols) runEncoderContract({ codec: codecs[protocol], answers: toys })

await import('../canonical.test.ts')
