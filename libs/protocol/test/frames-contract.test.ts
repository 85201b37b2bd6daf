import { codecs, protocols } from '../src/index.ts'
import { facts } from './facts/index.ts'
import { readFixtures } from './fixtures.ts'
import { runFrameContract } from './frames-contract.ts'

for (const protocol of protocols) {
  const fixtures = readFixtures(protocol).filter(({ name }) => !facts[protocol].unpassable.includes(name))
  runFrameContract({ codec: codecs[protocol], fixtures })
}
