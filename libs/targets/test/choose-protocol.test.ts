import { describe, expect, it } from '@jest/globals'
import { chooseProtocol } from '../src/index.ts'

describe('chooseProtocol', () => {
  it('takes the client’s own where the target speaks it', () => {
    expect(chooseProtocol('gemini', { protocols: ['openai-chat', 'gemini'] })).toBe('gemini')
  })

  it('takes the target’s first where it does not', () => {
    expect(chooseProtocol('gemini', { protocols: ['openai-chat'] })).toBe('openai-chat')
  })

  it('takes the client’s own where the target speaks whatever its caller speaks', () => {
    expect(chooseProtocol('gemini', { protocols: 'any' })).toBe('gemini')
  })
})
