import type { ToolCallStartEvent } from '../../canonical/event.ts'
import { signatureMember, textJson } from './chunk.ts'

/** How a client reads calls: as items of `tool_calls`, or as the one `function_call` of those that send `functions`. */
export type CallStyle = 'tool_calls' | 'function_call'

interface OpenCall {
  readonly start: ToolCallStartEvent
  /** Its place among the calls of its choice. */
  readonly index: number
  /** The start waits for the first piece of the arguments: SDKs want both in one delta. */
  isSaid: boolean
}

/** Writes the calls of one answer as deltas. At most one is open per choice. */
export class CallChunks {
  readonly #style: CallStyle
  readonly #counts = new Map<number, number>()
  readonly #open = new Map<number, OpenCall>()

  constructor(style: CallStyle) {
    this.#style = style
  }

  start(start: ToolCallStartEvent): void {
    const index = this.#counts.get(start.choice) ?? 0
    this.#counts.set(start.choice, index + 1)
    this.#open.set(start.choice, { start, index, isSaid: false })
  }

  /** The delta that says a further piece; undefined where the client has no place for it. */
  piece(choice: number, text: string): string | undefined {
    const call = this.#open.get(choice)
    if (call === undefined || (this.#style === 'function_call' && call.index > 0)) return undefined
    const delta =
      this.#style === 'function_call' ? functionCall(call, text) : `{"tool_calls":[${toolCall(call, text)}]}`
    call.isSaid = true
    return delta
  }

  /** The delta of a call without arguments, where nothing of it was said: a function's are an empty object, '' is no JSON. */
  end(choice: number): string | undefined {
    const call = this.#open.get(choice)
    const delta = call && !call.isSaid ? this.piece(choice, call.start.custom ? '' : '{}') : undefined
    this.#open.delete(choice)
    return delta
  }
}

function toolCall({ start, index, isSaid }: OpenCall, text: string): string {
  const piece = textJson(text)
  if (isSaid && start.custom) return `{"index":${index},"custom":{"input":${piece}}}`
  if (isSaid) return `{"index":${index},"function":{"arguments":${piece}}}`
  const name = textJson(start.name)
  const definition = start.custom
    ? `"type":"custom","custom":{"name":${name},"input":${piece}}`
    : `"type":"function","function":{"name":${name},"arguments":${piece}}`
  return `{"index":${index},"id":${textJson(start.id)},${definition}${signatureMember(start.signature)}}`
}

/** The signature stands beside the call, in the message: it is the message's only one that matters. */
function functionCall({ start, isSaid }: OpenCall, text: string): string {
  if (isSaid) return `{"function_call":{"arguments":${textJson(text)}}}`
  return `{"function_call":{"name":${textJson(start.name)},"arguments":${textJson(text)}}${signatureMember(start.signature)}}`
}
