import type { ChoiceFinish, FinishEvent, StreamEvent } from '../../canonical/event.ts'
import type { EncoderOptions, EventEncoder, Frame } from '../../codec.ts'
import { reasonToGemini } from './finish.ts'
import { addArguments, callPart, createPendingCall, type PendingCall, signatureMember } from './tool-call.ts'
import { usageToGemini } from './usage.ts'
import { wellFormedText } from './well-formed.ts'
import { candidateText, emptyPart, escapeLineSeparators, jsonText } from './wire.ts'

type Handlers = { [T in StreamEvent['type']]: (event: Extract<StreamEvent, { type: T }>) => readonly Frame[] }

const none: readonly Frame[] = []

/**
 * Canonical events as Gemini SSE payloads: every one with a part and the role model, function calls whole, all finish
 * reasons and the usage together in the last one.
 */
export function createEncoder(options: EncoderOptions): EventEncoder {
  const calls = new Map<number, PendingCall>()
  const malformed = new Map<number, string>()
  let made: AnswerFrames | undefined
  const frames = () => (made ??= createFrames(options, {}))

  const on: Handlers = {
    start: (event) => {
      made = createFrames(options, event)
      return none
    },
    'text-start': () => none,
    'text-delta': ({ choice, text }) => (text === '' ? none : frames().text(choice, text)),
    'text-end': ({ choice, signature }) => {
      const member = signatureMember(signature)
      return member === '' ? none : frames().part(choice, `{"text":""${member}}`)
    },
    'reasoning-start': () => none,
    'reasoning-delta': ({ choice, text }) =>
      options.includeThoughts && text !== ''
        ? frames().part(choice, `{"text":${textJson(text)},"thought":true}`)
        : none,
    'reasoning-end': () => none,
    'tool-call-start': (event) => {
      calls.set(event.choice, createPendingCall(event))
      return none
    },
    'tool-call-delta': ({ choice, arguments: piece }) => {
      const call = calls.get(choice)
      if (call) addArguments(call, piece)
      return none
    },
    'tool-call-end': ({ choice }) => {
      const call = calls.get(choice)
      if (!call) return none
      calls.delete(choice)
      const part = callPart(call)
      if (part !== undefined) return frames().part(choice, part)
      malformed.set(choice, call.start.name)
      return none
    },
    finish: (event) => [frames().finish(event, malformed)],
    error: () => none,
  }
  return {
    encode(event) {
      const handle = on[event.type] as (event: StreamEvent) => readonly Frame[]
      return handle(event)
    },
  }
}

type AnswerFrames = ReturnType<typeof createFrames>

function createFrames(options: EncoderOptions, start: { id?: string | undefined; model?: string | undefined }) {
  const answer = jsonText({
    modelVersion: start.model ?? options.model,
    createTime: new Date(options.sources.createdAt * 1000).toISOString(),
    responseId: start.id ?? options.sources.randomId(),
  }).slice(1)
  // A text delta is by far the most frequent event: everything around its text is made once per choice.
  const around: (readonly [string, string])[] = []
  const textFrame = (choice: number) => {
    const [before = '', after = ''] = candidateText(choice, '{"text":\0}').split('\0')
    return [`{"candidates":[${before}`, `${after}],${answer}`] as const
  }
  return {
    text(choice: number, text: string): readonly Frame[] {
      around[choice] ??= textFrame(choice)
      const [before, after] = around[choice]
      return [{ data: before + textJson(text) + after }]
    },
    part(choice: number, part: string): readonly Frame[] {
      return [{ data: `{"candidates":[${candidateText(choice, part)}],${answer}` }]
    },
    finish({ choices, usage }: FinishEvent, malformed: ReadonlyMap<number, string>): Frame {
      const candidates = choices.map((finish) => finishCandidate(finish, malformed.get(finish.choice)))
      const counts = usage ? `"usageMetadata":${jsonText(usageToGemini(usage))},` : ''
      return { data: `{"candidates":[${candidates.join(',')}],${counts}${answer}` }
    },
  }
}

function finishCandidate(finish: ChoiceFinish, malformedCall: string | undefined): string {
  const isMalformed = malformedCall !== undefined
  const reason = isMalformed ? 'MALFORMED_FUNCTION_CALL' : reasonToGemini(finish)
  const message = isMalformed ? `Malformed function call: the arguments of ${malformedCall} are not a JSON object.` : ''
  const more = message === '' ? '' : `,"finishMessage":${jsonText(wellFormedText(message))}`
  return candidateText(finish.choice, emptyPart, `,"finishReason":"${reason}"${more}`)
}

function textJson(text: string): string {
  return escapeLineSeparators(JSON.stringify(wellFormedText(text)))
}
