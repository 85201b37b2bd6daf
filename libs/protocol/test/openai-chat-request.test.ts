import { describe, expect, it } from '@jest/globals'
import {
  GatewayError,
  type GenerationRequest,
  type Json,
  type JsonObject,
  spliceJson,
  type ToolResult,
} from '../src/index.ts'
import { openaiChat } from '../src/openai-chat/index.ts'
import { askedOf, createSources } from './translate-answer.ts'
import { callMessage, openaiTool, tool, toolCall, toolMessage, user } from './vectors/macros.ts'

const { client, backend, frames } = openaiChat
const body = (members: JsonObject): JsonObject => ({ model: 'm', messages: [user], ...members })
const decode = (members: JsonObject) => client.decodeRequest({ body: body(members) }, createSources())
const part = (content: Json) => ({ messages: [{ role: 'user', content: [content] }] })
const partPath = 'messages[0].content[0]'

function failure(call: () => unknown): GatewayError {
  try {
    call()
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('an outline', () => {
  const outline = (members: JsonObject) => client.outline({ body: body(members) })

  it('says what the gateway acts on and looks at nothing else', () => {
    expect(outline({ temperature: 'hot', tools: 7 })).toEqual({
      model: 'm',
      stream: false,
      choices: 1,
      structured: false,
    })
    expect(
      outline({
        stream: true,
        stream_options: { include_usage: true },
        n: 2,
        response_format: { type: 'json_object' },
      }),
    ).toMatchObject({ stream: true, choices: 2, structured: true })
  })

  it.each<[JsonObject, string]>([
    [{ model: '' }, 'model'],
    [{ model: 7 }, 'model'],
    [{ model: null }, 'model'],
    [{ model: 'm'.repeat(257) }, 'model'],
    [{ messages: [] }, 'messages'],
    [{ messages: 'hi' }, 'messages'],
    [{ stream: 'true' }, 'stream'],
    [{ stream: 1 }, 'stream'],
    [{ n: 0 }, 'n'],
    [{ stream: true, stream_options: 'usage' }, 'stream_options'],
  ])('refuses %j', (members, param) => {
    expect(failure(() => outline(members))).toMatchObject({ status: 400, param })
  })

  it('edits only what is not asked for yet', () => {
    const editsOf = (members: JsonObject) =>
      frames.prepare({ ...askedOf('openai-chat'), outline: outline(members), input: { body: members } }, 'vendor').edits
    const edited = (members: JsonObject) => {
      const bytes = new TextEncoder().encode(JSON.stringify(body(members)))
      return JSON.parse(new TextDecoder().decode(spliceJson(bytes, editsOf(members))))
    }
    expect(edited({})).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(edited({ stream: true, stream_options: { include_usage: false, x: 1 } })).toMatchObject({
      stream_options: { include_usage: true, x: 1 },
    })
    expect(editsOf({ stream: true, stream_options: { include_usage: true } })).toEqual([])
  })
})

describe('a refusal names the field and how to mend it', () => {
  it.each<[JsonObject, string]>([
    [{ top_k: 1.5 }, 'top_k'],
    [{ stop: [1] }, 'stop'],
    [{ logprobs: 'yes' }, 'logprobs'],
    [{ n: 1e9 }, 'n'],
    [{ logprobs: true, top_logprobs: 21 }, 'top_logprobs'],
    [{ top_logprobs: 2 }, 'top_logprobs'],
    [{ response_format: { type: 'yaml' } }, 'response_format.type'],
    [{ response_format: {} }, 'response_format.type'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ reasoning_effort: 'extreme' }, 'reasoning_effort'],
    [{ reasoning_effort: 'low', google: { thinking_config: { thinking_level: 'high' } } }, 'reasoning_effort'],
    [
      { extra_body: { google: { thinkingConfig: { thinkingBudget: 5, thinkingLevel: 'low' } } } },
      'extra_body.google.thinking_config.thinking_level',
    ],
    [{ tools: [{ type: 'mcp' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'custom' }] }, 'tools[0].custom'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
    [{ tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
    [{ tools: [tool], tool_choice: 'some' }, 'tool_choice'],
    [{ tools: [tool], tool_choice: { type: 'function', function: { name: 'h' } } }, 'tool_choice'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [{ messages: [{ content: 'hi' }] }, 'messages[0].role'],
    [{ messages: ['hi'] }, 'messages[0]'],
    [{ messages: [{ role: 'system', content: [{ type: 'image_url', image_url: 'https://x' }] }] }, `${partPath}.type`],
    [part({ type: 'text' }), `${partPath}.text`],
    [part({ type: 'constructor' }), `${partPath}.type`],
    [part({ type: 'image_url', image_url: { url: 'cat.png' } }), `${partPath}.image_url.url`],
    [part({ type: 'image_url', image_url: { url: 'data:image/png;base64,' } }), `${partPath}.image_url.url`],
    [part({ type: 'input_audio', input_audio: { data: '@', format: 'wav' } }), `${partPath}.input_audio.data`],
    [part({ type: 'file', file: { file_id: 'file-abc' } }), `${partPath}.file.file_id`],
    [part({ type: 'file', file: {} }), `${partPath}.file.file_data`],
    [{ messages: [user, callMessage({ id: 'c', type: 'custom' })] }, 'messages[1].tool_calls[0].custom'],
    [{ messages: [user, callMessage({ id: 'c', type: 'mcp' })] }, 'messages[1].tool_calls[0].type'],
    [{ messages: [user, callMessage(toolCall('c1', 'f', '{}'))] }, 'messages[1].tool_calls'],
    [{ messages: [user, toolMessage('c9', 'r')] }, 'messages[1].tool_call_id'],
    [
      { messages: [user, callMessage(toolCall('c1', 'f', '')), toolMessage('c1', 'r'), toolMessage('c1', 'r')] },
      'messages[3].tool_call_id',
    ],
  ])('%j', (members, param) => {
    const error = failure(() => decode(members))
    expect(error).toMatchObject({ kind: 'bad-request', param })
    expect(error.message).toContain(param)
  })

  it('naming the calls that are meant, at most in part', () => {
    const missing = { messages: [user, callMessage(toolCall('call_lost', 'f', '{}')), user] }
    expect(failure(() => decode(missing)).message).toContain('call_lost')
    const orphan = { messages: [user, toolMessage(`${'x'.repeat(63)}😀`, 'r')] }
    expect(failure(() => decode(orphan)).message.isWellFormed()).toBe(true)
    expect(failure(() => decode({ messages: [{ role: 'r'.repeat(9999), content: '' }] })).message.length).toBeLessThan(
      300,
    )
  })
})

describe('a decoded request', () => {
  it('takes null for absent everywhere', () => {
    const nothing = { temperature: null, stop: null, tools: null, response_format: null, n: null, stream_options: null }
    expect(decode(nothing).request).toEqual(decode({}).request)
  })

  it('reports hints in the order sent, but not those that say nothing', () => {
    const { dropped } = decode({
      verbosity: 'low',
      user: 'u',
      store: false,
      metadata: {},
      min_p: 0.1,
      logit_bias: null,
    })
    expect(dropped).toEqual(['verbosity', 'user', 'store', 'min_p'])
  })

  it('reads a schema with its name and the tier that costs otherwise', () => {
    const format = { type: 'json_schema', json_schema: { name: 'r', schema: { type: 'object' } } }
    const { request, dropped } = decode({ response_format: format, service_tier: 'flex', n: 2 })
    expect(request).toMatchObject({
      output: { type: 'json-schema', name: 'r', schema: { type: 'object' } },
      serviceTier: 'flex',
      choices: 2,
    })
    expect(dropped).toEqual([])
    expect(decode({ service_tier: 'scale' }).dropped).toEqual(['service_tier'])
  })

  it('reads budgets as numbers and levels in any case', () => {
    const thinking = (config: JsonObject) => decode({ google: { thinking_config: config } }).request.thinking
    expect(thinking({ thinking_budget: -1 })).toEqual({ budgetTokens: -1 })
    expect(thinking({ thinkingLevel: 'HIGH', includeThoughts: true })).toEqual({
      effort: 'high',
      includeThoughts: true,
    })
    expect(decode({ reasoning_effort: 'xhigh' }).request.thinking).toEqual({ effort: 'xhigh' })
  })

  it("carries Google's own settings in Google's words and reports the unknown", () => {
    const { request, dropped } = decode({
      extra_body: { google: { image_config: { aspect_ratio: '1:1' }, wonder: 1 }, other: true },
    })
    expect(request.extensions).toEqual({ gemini: { generationConfig: { imageConfig: { aspectRatio: '1:1' } } } })
    expect(dropped).toEqual(['extra_body.other', 'extra_body.google.wonder'])
  })

  it('reads the older functions, calls and results by name', () => {
    const { request } = decode({
      functions: [{ name: 'f', parameters: { type: 'object' } }],
      function_call: { name: 'f' },
      messages: [
        user,
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'r' },
      ],
    })
    expect(request.tools).toMatchObject([{ name: 'f', schema: { type: 'object' }, at: 'functions[0]' }])
    expect(request.toolChoice).toEqual({ type: 'required', names: ['f'] })
    const [, call, results] = request.messages
    expect(call?.role === 'assistant' && call.parts).toMatchObject([{ type: 'tool-call', name: 'f', idMade: true }])
    expect(results).toMatchObject({ role: 'tool', results: [{ name: 'f', parts: [{ text: 'r' }] }] })
  })

  it('takes built-in tools by member and by type', () => {
    const { request } = decode({
      tools: [{ google_search: {} }, { type: 'code_interpreter' }, { urlContext: {} }, tool],
    })
    expect(request.builtinTools).toEqual([
      { type: 'web-search', at: 'tools[0].google_search' },
      { type: 'code-execution', at: 'tools[1]' },
      { type: 'url-context', at: 'tools[2].urlContext' },
    ])
    expect(request.tools).toMatchObject([{ name: 'f', at: 'tools[3].function' }])
  })

  it.each<[string, JsonObject]>([
    ['on the call', { extra_content: { google: { thought_signature: 'U0lH' } } }],
    ["in litellm's place", { provider_specific_fields: { thought_signature: 'U0lH' } }],
    [
      'inside the function',
      { function: { name: 'f', arguments: '{}', extra_content: { google: { thought_signature: 'U0lH' } } } },
    ],
  ])('finds a signature %s', (_place, members) => {
    const call = { ...toolCall('c1', 'f', '{}'), ...members }
    const [, assistant] = decode({ messages: [user, callMessage(call), toolMessage('c1', 'r')] }).request.messages
    expect(assistant).toMatchObject({ parts: [{ type: 'tool-call', signature: { protocol: 'gemini', text: 'U0lH' } }] })
  })

  it('keeps the signature of a message without text', () => {
    const message = { role: 'assistant', content: null, extra_content: { google: { thought_signature: 'U0lH' } } }
    expect(decode({ messages: [user, message] }).request.messages[1]).toEqual({
      role: 'assistant',
      parts: [{ type: 'text', text: '', signature: { protocol: 'gemini', text: 'U0lH' } }],
    })
  })

  it('orders results by their calls, whoever came first, and keeps their media', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
    const { request } = decode({
      messages: [
        user,
        callMessage(toolCall('c1', 'f', '{}'), toolCall('c2', 'g', '{}')),
        toolMessage('c2', [{ type: 'text', text: 'B' }, image]),
        { role: 'system', content: 'late' },
        toolMessage('c1', 'A'),
      ],
    })
    expect(request.messages[3]).toEqual({ role: 'system', parts: [{ type: 'text', text: 'late' }] })
    expect(request.messages[2]).toMatchObject({
      results: [
        { callId: 'c1', name: 'f', parts: [{ type: 'text', text: 'A' }] },
        {
          callId: 'c2',
          name: 'g',
          parts: [{ text: 'B' }, { mimeType: 'image/png', at: 'messages[2].content[1].image_url.url' }],
        },
      ],
    })
  })

  it('mends lone surrogates wherever they stand', () => {
    const { request } = decode({ messages: [{ role: 'user', content: 'a\ud800b' }], stop: ['\udfff'] })
    expect(JSON.stringify(request)).not.toMatch(/\\ud/)
    expect(request.stop).toEqual(['\ufffd'])
  })

  it('leaves its input as it was', () => {
    const input = body({ messages: [{ role: 'user', content: '\ud800' }], google: { imageConfig: {} } })
    const before = JSON.stringify(input)
    client.decodeRequest({ body: input }, createSources())
    expect(JSON.stringify(input)).toBe(before)
  })
})

describe('an encoded request', () => {
  const empty: GenerationRequest = {
    model: 'up',
    system: [],
    messages: [],
    tools: [],
    builtinTools: [],
    stop: [],
    output: { type: 'text' },
  }
  const encode = (request: Partial<GenerationRequest>) => {
    const options = { sources: createSources(), nameOf: decode({}).nameOf, remedies: [], quirks: {} }
    return backend.prepare({ ...empty, ...request }, options)
  }
  const functionTool = { type: 'function', name: 'f', schema: { type: 'object' }, at: 'tools[0].function' } as const

  it('is streamed with usage and holds nothing that nobody said', () => {
    expect(encode({}).body).toEqual({
      model: 'up',
      messages: [],
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('says the word JSON in JSON mode, unless a message has it', () => {
    expect(encode({ output: { type: 'json' } }).body).toMatchObject({
      messages: [{ role: 'system', content: 'Answer in JSON.' }],
      response_format: { type: 'json_object' },
    })
    expect(encode({ output: { type: 'json' }, system: [{ text: 'reply with json' }] }).body).toMatchObject({
      messages: [{ role: 'system', content: 'reply with json' }],
    })
  })

  it('offers what may be chosen', () => {
    const tools = [functionTool, { ...functionTool, name: 'g', schema: undefined }]
    const chosen = (toolChoice: GenerationRequest['toolChoice']) => encode({ tools, toolChoice }).body
    expect(chosen({ type: 'required', names: ['g'] }).tool_choice).toEqual({
      type: 'function',
      function: { name: 'g' },
    })
    expect(chosen({ type: 'required', names: ['f', 'g'] }).tool_choice).toMatchObject({
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: [{}, {}] },
    })
    expect(chosen({ type: 'auto', names: ['g'] })).toMatchObject({
      tools: [openaiTool('g', { type: 'object', properties: {} })],
      tool_choice: 'auto',
    })
    expect(chosen({ type: 'none' })).toMatchObject({ tools: [{}, {}], tool_choice: 'none' })
  })

  it('asks for one call at a time and takes no more than one', () => {
    const { body, decoder } = encode({ tools: [functionTool], parallelToolCalls: false })
    expect(body.parallel_tool_calls).toBe(false)
    const calls = ['a', 'b'].map((id, index) => ({ index, ...toolCall(id, 'f', '{}') }))
    const data = JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: calls }, finish_reason: 'tool_calls' }] })
    const events = [...decoder.push({ data }), ...decoder.end()]
    expect(events.filter(({ type }) => type === 'tool-call-start')).toHaveLength(1)
  })

  it('puts results first, then their media in a user message', () => {
    const media = [{ type: 'media', mimeType: 'image/png', source: { type: 'base64', data: 'QQ==' }, at: 'x' }] as const
    const results: readonly ToolResult[] = [
      { callId: 'a', name: 'f', parts: [{ type: 'text', text: 'A' }, ...media] },
      { callId: 'b', name: 'f', parts: [{ type: 'text', text: 'B' }], isError: true },
    ]
    expect(encode({ messages: [{ role: 'tool', results }] }).body.messages).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'A' },
      { role: 'tool', tool_call_id: 'b', content: 'Error: B' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,QQ==' } }] },
    ])
  })

  it('reports what only Google knows, and refuses what would change the prompt', () => {
    const google = { safetySettings: [{}], generationConfig: { imageConfig: {} } }
    const builtinTools = [{ type: 'web-search', at: 'googleSearch' }] as const
    expect(encode({ topK: 3, extensions: { gemini: google }, builtinTools }).dropped).toEqual([
      'googleSearch',
      'top_k',
      'extra_body.google.safety_settings',
      'extra_body.google.image_config',
    ])
    expect(failure(() => encode({ extensions: { gemini: { cachedContent: 'cachedContents/x' } } }))).toMatchObject({
      kind: 'bad-request',
      param: 'extra_body.google.cached_content',
    })
  })

  it.each([
    [{ type: 'file', id: 'files/a' }, undefined],
    [{ type: 'url', url: 'gs://b/o' }, 'image/png'],
    [{ type: 'url', url: 'https://x.test/a.pdf' }, 'application/pdf'],
  ] as const)('refuses media that the model cannot read: %j', (source, mimeType) => {
    const media = { type: 'media', source, mimeType, at: 'contents[0].parts[1]' } as const
    expect(failure(() => encode({ messages: [{ role: 'user', parts: [media] }] }))).toMatchObject({
      param: 'contents[0].parts[1]',
    })
  })
})
