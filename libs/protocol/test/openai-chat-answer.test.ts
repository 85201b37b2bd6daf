import { describe, expect, it } from '@jest/globals'
import { checkEventOrder, GatewayError, type JsonObject, type StreamEvent } from '../src/index.ts'
import { openaiChat } from '../src/openai-chat/index.ts'
import { meaningOf } from './answer-meaning.ts'
import { askedOf, createDecoder, type Decoding, decodeEvents, encodeEvents, foldFrames } from './translate-answer.ts'
import { streamShorthand } from './vectors/answer-shorthand.ts'
import { completion, delta, toolCall } from './vectors/answer-vector.ts'

const { backend, client } = openaiChat
const stop = delta({}, 'stop')
const messages = (...payloads: (JsonObject | string)[]) =>
  payloads.map((payload) => ({ data: typeof payload === 'string' ? payload : JSON.stringify(payload) }))

/** The events of a stream, which must keep the rules whatever the vendor did. */
function decode(payloads: readonly (JsonObject | string)[], decoding?: Partial<Decoding>): StreamEvent[] {
  const events = decodeEvents('openai-chat', messages(...payloads), decoding)
  expect(checkEventOrder(events)).toEqual([])
  return events
}

const meaning = (...payloads: (JsonObject | string)[]) => meaningOf(decode(payloads))
const fragment = (call: JsonObject) => delta({ tool_calls: [call] })

describe('decoding calls', () => {
  it('streams the first call as it comes', () => {
    const decoder = createDecoder('openai-chat')
    const types = messages(
      fragment({ index: 0, ...toolCall('a', 'f', '') }),
      fragment({ index: 0, function: { arguments: '{"x"' } }),
    ).map((message) => [...decoder.push(message)].map((event) => event.type))
    expect(types).toEqual([['start', 'tool-call-start'], ['tool-call-delta']])
  })

  it.each<[string, JsonObject[]]>([
    [
      'index 0 for every call',
      [
        { index: 0, ...toolCall('a', 'f', '{}') },
        { index: 0, ...toolCall('b', 'f', '{}') },
      ],
    ],
    [
      'index 0 and no ids',
      [
        { index: 0, id: '', function: { name: 'f', arguments: '{}' } },
        { index: 0, id: '', function: { name: 'f', arguments: '{}' } },
      ],
    ],
    [
      'no index and no ids',
      [{ function: { name: 'f', arguments: '{}' } }, { function: { name: 'f', arguments: '{}' } }],
    ],
    [
      'indices that start at 1',
      [
        { index: 1, ...toolCall('a', 'f', '{}') },
        { index: 2, ...toolCall('b', 'f', '{}') },
      ],
    ],
  ])('tells two calls apart by %s', (_how, calls) => {
    const { calls: found } = meaning(...calls.map(fragment), stop, '[DONE]')
    expect(found.map(({ name, arguments: args }) => [name, args])).toEqual([
      ['f', '{}'],
      ['f', '{}'],
    ])
    expect(new Set(found.map((call) => call.id)).size).toBe(2)
  })

  it.each<[string, JsonObject]>([
    ['repeats id and name', { index: 0, id: 'a', function: { name: 'f', arguments: ':1}' } }],
    ['makes a new id for each', { index: 0, id: 'other', function: { arguments: ':1}' } }],
    ['gives neither index nor id', { function: { arguments: ':1}' } }],
  ])('keeps a call together when its vendor %s', (_how, rest) => {
    const first = fragment({ index: 0, ...toolCall('a', 'f', '{"x"') })
    expect(meaning(first, fragment(rest), stop).calls).toEqual([
      { id: 'a', name: 'f', arguments: '{"x":1}', signature: undefined },
    ])
  })

  it('reads arguments that are parsed already, and the older function_call', () => {
    expect(
      meaning(fragment({ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } }), stop).calls,
    ).toMatchObject([{ arguments: '{"x":1}' }])
    const older = [
      delta({ function_call: { name: 'f', arguments: '{' } }),
      delta({ function_call: { arguments: '}' } }, 'function_call'),
    ]
    expect(meaning(...older)).toMatchObject({ calls: [{ name: 'f', arguments: '{}' }], reasons: ['tool-calls'] })
  })

  it('keeps text that comes between the pieces of a call', () => {
    const pieces = [
      fragment({ index: 0, ...toolCall('a', 'f', '{') }),
      delta({ content: 'meanwhile', reasoning: 'hm' }),
      fragment({ index: 0, function: { arguments: '}' } }),
    ]
    expect(meaning(...pieces, stop)).toMatchObject({ text: 'meanwhile', reasoning: 'hm', calls: [{ arguments: '{}' }] })
  })

  it('takes the first call only, by index, when one at a time was asked for', () => {
    const calls = [
      fragment({ index: 1, ...toolCall('b', 'g', '{}') }),
      fragment({ index: 0, ...toolCall('a', 'f', '{}') }),
    ]
    expect(meaningOf(decode([...calls, stop], { firstCallOnly: true })).calls).toMatchObject([{ id: 'a' }])
  })

  it('fails on a call that never gets a name', () => {
    expect(decode([fragment({ index: 0, id: 'a', function: { arguments: '{}' } }), stop]).at(-1)).toMatchObject({
      type: 'error',
      error: { kind: 'bad-upstream-response' },
    })
  })
})

describe('decoding text', () => {
  it('reads content that is a list of parts', () => {
    expect(meaning(delta({ content: [{ type: 'text', text: 'a' }] }), stop).text).toBe('a')
  })

  it('says reasoning once when the vendor says it under two names', () => {
    expect(meaning(delta({ reasoning_content: 'T', reasoning: 'T' }), stop).reasoning).toBe('T')
  })

  it('gives signed text back as a block of its own', () => {
    const signature = { extra_content: { google: { thought_signature: 'U0lH' } } }
    const blocks = decode([delta({ content: 'a' }), delta(signature), delta({ content: 'b' }), stop])
    expect(blocks.map((event) => event.type).join(' ')).toBe(
      'start text-start text-delta text-end text-start text-delta text-end finish',
    )
    expect(blocks[3]).toMatchObject({ signature: { protocol: 'gemini', text: 'U0lH' } })
  })

  it('follows every choice on its own', () => {
    const of = (index: number, said: JsonObject, finish_reason: string | null = null) => ({
      choices: [{ index, delta: said, finish_reason }],
    })
    const events = decode([of(1, { content: 'B' }), of(0, { content: 'A' }), of(1, {}, 'length'), of(0, {}, 'stop')])
    expect(events.at(-1)).toMatchObject({
      choices: [
        { choice: 0, reason: 'stop' },
        { choice: 1, reason: 'length' },
      ],
    })
    expect(decode([of(1, { content: 'B' }), of(0, { content: 'A' }), of(0, {}, 'stop')]).at(-1)).toMatchObject({
      type: 'error',
      error: { kind: 'truncated' },
    })
  })
})

describe('decoding the end (U64)', () => {
  it.each([
    ['stop', 'stop'],
    ['eos', 'stop'],
    ['max_tokens', 'length'],
    ['model_length', 'length'],
    ['content_filter: SAFETY', 'content-filter'],
    ['tool_calls', 'tool-calls'],
  ])('%s is %s', (raw, reason) => {
    expect(decode([delta({ content: 'a' }, raw), '[DONE]']).at(-1)).toMatchObject({ choices: [{ reason, raw }] })
  })

  it.each<[string, (JsonObject | string)[], string]>([
    ['nothing at all', [], 'empty-response'],
    ['[DONE] alone', ['[DONE]'], 'empty-response'],
    ['usage alone', [{ choices: [], usage: { prompt_tokens: 1 } }], 'empty-response'],
    ['[DONE] without a finish', [delta({ content: 'a' }), '[DONE]'], 'truncated'],
    ['a body that just ends', [delta({ content: 'a' }, '')], 'truncated'],
    ['data that is not JSON', [delta({ content: 'a' }), '<html>'], 'bad-upstream-response'],
    ['data that is no object', ['7'], 'bad-upstream-response'],
    ['an error object', [{ error: { message: 'no', code: 429 } }], 'rate-limited'],
    ['an error as text', [{ error: 'no' }], 'upstream-error'],
    ['an error in a list', [JSON.stringify([{ error: { message: 'no', code: 503 } }])], 'overloaded'],
    ["vLLM's error", [{ object: 'error', message: 'no', code: 400 }], 'bad-request'],
  ])('%s is an error', (_what, payloads, kind) => {
    const last = decode(payloads).at(-1)
    expect(last).toMatchObject({ type: 'error', error: { kind } })
  })

  it('takes usage from any chunk and ignores what follows [DONE]', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
    const events = decode([
      { ...delta({ content: 'a' }), usage: { ...usage, completion_tokens: 1 } },
      { ...stop, usage },
      { choices: [], usage: null, error: null },
      '[DONE]',
      delta({ content: 'late' }),
    ])
    expect(events.at(-1)).toMatchObject({ usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 } })
    expect(meaningOf(events).text).toBe('a')
  })

  it('reads a whole answer that came without SSE, but not a page', () => {
    const bare = (data: string) => {
      const decoder = createDecoder('openai-chat')
      return [...decoder.push({ data, bare: true }), ...decoder.end()]
    }
    expect(meaningOf(bare(JSON.stringify(completion({ content: 'ok' }))))).toMatchObject({
      text: 'ok',
      reasons: ['stop'],
    })
    const page = bare('<html>secret</html>').at(-1)
    expect(page).toMatchObject({ type: 'error', error: { kind: 'bad-upstream-response' } })
    expect(page?.type === 'error' && page.error.message).not.toContain('secret')
    expect(bare('{"error":{"message":"no"}}').at(-1)).toMatchObject({ error: { message: 'no' } })
  })

  it('ignores bare text beside a stream', () => {
    const decoder = createDecoder('openai-chat')
    const [first, last] = messages(delta({ content: 'a' }), stop)
    const all = [first!, { data: 'debug output', bare: true }, last!]
    expect(meaningOf([...all.flatMap((message) => [...decoder.push(message)]), ...decoder.end()]).text).toBe('a')
  })
})

describe('unfolding a whole answer', () => {
  const unfold = (body: unknown) => backend.unfold(JSON.stringify(body))
  const thrown = (body: string) => {
    try {
      return backend.unfold(body)
    } catch (error) {
      return error
    }
  }

  it('gives usage a chunk of its own, numbers the calls and adds the end that is missing', () => {
    const answer = {
      ...completion({ content: null, tool_calls: [toolCall('a', 'f', '{}')] }, null),
      usage: { total_tokens: 1 },
    }
    const [chunk, usage, done] = unfold(answer)
    expect(JSON.parse(chunk!.data)).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant', tool_calls: [{ index: 0, id: 'a' }] }, finish_reason: 'tool_calls' }],
    })
    expect(JSON.parse(usage!.data)).toMatchObject({ choices: [], usage: { total_tokens: 1 } })
    expect(done).toEqual({ data: '[DONE]' })
  })

  it.each([
    ['{"error":{"message":"no","code":"insufficient_quota"}}', 'quota-exhausted'],
    ['<html></html>', 'bad-upstream-response'],
    ['{"choices":7}', 'bad-upstream-response'],
    ['{"choices":[]}', 'empty-response'],
  ])('%s is an error', (body, kind) => {
    const error = thrown(body)
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ kind })
  })
})

describe('encoding', () => {
  const text = (choice: number, word: string): StreamEvent[] => [
    { type: 'text-start', choice },
    { type: 'text-delta', choice, text: word },
    { type: 'text-end', choice },
  ]
  const start: StreamEvent = { type: 'start', id: 'x' }
  const finish = (...choices: number[]): StreamEvent => ({
    type: 'finish',
    choices: choices.map((choice) => ({ choice, reason: 'stop' })),
  })
  const quiet = { includeUsage: false }

  it('announces all the choices that were asked for before the first content', () => {
    const frames = encodeEvents('openai-chat', [start, ...text(0, 'A'), finish(0, 1)], { ...quiet, choices: 2 })
    expect(streamShorthand(frames)).toEqual(['R0', 'R1', 'd0{"content":"A"}', 'f0:stop', 'f1:stop', 'DONE'])
  })

  it('sends nothing for a start, an empty text or thoughts that nobody asked for', () => {
    const events: StreamEvent[] = [
      start,
      { type: 'reasoning-start', choice: 0 },
      { type: 'reasoning-delta', choice: 0, text: 'T' },
      { type: 'reasoning-end', choice: 0, signature: { protocol: 'gemini', text: 'U0lH' } },
      ...text(0, ''),
    ]
    expect(encodeEvents('openai-chat', events, { includeThoughts: false })).toEqual([])
  })

  it('puts a call, its signature and the first piece of its arguments into one delta', () => {
    const events: StreamEvent[] = [
      start,
      { type: 'tool-call-start', choice: 0, id: 'a', name: 'f', signature: { protocol: 'gemini', text: 'U0lH' } },
      { type: 'tool-call-delta', choice: 0, arguments: '' },
      { type: 'tool-call-delta', choice: 0, arguments: '{"x"' },
      { type: 'tool-call-delta', choice: 0, arguments: ':1}' },
      { type: 'tool-call-end', choice: 0 },
      { type: 'tool-call-start', choice: 0, id: 'b', name: 'g' },
      { type: 'tool-call-end', choice: 0 },
    ]
    const [, first, second, third] = encodeEvents('openai-chat', events).map(
      ({ data }) => JSON.parse(data).choices[0].delta,
    )
    const signature = { extra_content: { google: { thought_signature: 'U0lH' } } }
    expect(first).toEqual({ tool_calls: [{ index: 0, ...toolCall('a', 'f', '{"x"'), ...signature }] })
    expect(second).toEqual({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] })
    expect(third).toEqual({ tool_calls: [{ index: 1, ...toolCall('b', 'g', '{}') }] })
  })

  it("puts Google's word about the end beside the finish and folds it into the message", () => {
    const google = { finish_reason: 'SAFETY' }
    const end: StreamEvent = {
      type: 'finish',
      choices: [{ choice: 0, reason: 'content-filter', extensions: { gemini: google } }],
    }
    const frames = encodeEvents('openai-chat', [start, ...text(0, 'par'), end], quiet)
    expect(JSON.parse(frames.at(-2)!.data).choices).toEqual([
      { index: 0, delta: { extra_content: { google } }, finish_reason: 'content_filter' },
    ])
    expect(foldFrames('openai-chat', frames)).toMatchObject({
      choices: [{ message: { content: 'par', extra_content: { google } }, finish_reason: 'content_filter' }],
    })
  })

  it('says no usage that nobody knows', () => {
    const frames = encodeEvents('openai-chat', [start, ...text(0, 'a'), finish(0)])
    expect(streamShorthand(frames)).toEqual(['R0', 'd0{"content":"a"}', 'f0:stop', 'DONE'])
  })

  it('makes an id where the vendor gave none and names the model as the client did', () => {
    const [frame] = encodeEvents('openai-chat', [{ type: 'start', model: 'theirs' }, ...text(0, 'a')])
    expect(JSON.parse(frame!.data)).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-.{24}$/),
      model: 'asked-model',
    })
  })

  it('beats with a comment that ends in a blank line', () => {
    expect(client.openStream(askedOf('openai-chat')).heartbeat()).toMatch(/^:[^\n]*\n\n$/)
  })
})
