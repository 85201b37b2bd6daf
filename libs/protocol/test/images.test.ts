import { describe, expect, it } from '@jest/globals'
import { framesJson, translateStream } from './translate-answer.ts'
import { valueAt } from './vectors/check.ts'

const data = 'A'.repeat(20 * 1024 * 1024)

describe('a picture of 20 MiB', () => {
  it('T173 in one line is one chunk', () => {
    const payload = {
      candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data } }] }, finishReason: 'STOP' }],
    }
    const messages = [{ data: JSON.stringify(payload) }]
    const [, picture, end] = framesJson(translateStream({ from: 'gemini', to: 'openai-chat', messages }).frames)
    const url = String(valueAt(picture!, 'choices[0].delta.images[0].image_url.url'))
    expect(url.length).toBe('data:image/png;base64,'.length + data.length)
    expect(valueAt(end!, 'choices[0].finish_reason')).toBe('stop')
  })
})
