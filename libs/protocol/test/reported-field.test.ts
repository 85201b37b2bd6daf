import { describe, expect, it } from '@jest/globals'
import { reportedField } from '../src/index.ts'

describe('reportedField', () => {
  it.each([
    ['contents[0].parts[12].videoMetadata', 'contents[].parts[].videoMetadata'],
    ['messages.3.audio', 'messages[].audio'],
    ['logit_bias', 'logit_bias'],
    ['tools[2].function.parameters.properties.a.pattern', 'tools[].function.parameters'],
    ['web_search_options.made_up', 'web_search_options'],
  ])('names %s %s', (path, name) => {
    expect(reportedField(path)).toBe(name)
  })

  it.each(['made_up', 'messages[0].made_up', 'odd "name"', '', '.', 'a.'.repeat(100_000), 'x'.repeat(300_000)])(
    'knows no name for what a client made up',
    (path) => {
      expect(reportedField(path)).toBeUndefined()
    },
  )
})
