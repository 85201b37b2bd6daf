import { codecs } from '../src/index.ts'
import { readFixtures } from './fixtures.ts'
import { runFrameContract } from './frames-contract.ts'

runFrameContract({
  codec: codecs['openai-chat'],
  fixtures: readFixtures('openai-chat'),
  passingFailures: [],
  // A refusal is a member of its own beside `content`.
  otherText: ['refusal'],
})

runFrameContract({
  codec: codecs.gemini,
  // A JSON body where a stream was asked for is unfolded before it passes: no frame holds an array.
  fixtures: readFixtures('gemini').filter(({ name }) => name !== 'json-array'),
  passingFailures: ['error-malformed-call'],
  // Code and its result are parts of their own beside text.
  otherText: ['code-execution'],
})
