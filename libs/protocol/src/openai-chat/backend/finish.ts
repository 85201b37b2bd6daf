import type { FinishReason } from '../../canonical/event.ts'

/** Finish reasons of OpenAI and of vendors that keep their own words; every other one is a stop. */
const reasons: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['tool_use', 'tool-calls'],
  ['content_filter', 'content-filter'],
  ['safety', 'content-filter'],
  ['refusal', 'refusal'],
  ['sensitive', 'content-filter'],
])

export interface SeenOutput {
  readonly calls: boolean
  readonly refusal: boolean
}

/** Google's layer adds its own word (`content_filter: SAFETY`) and says `stop` after calls, as several others do. */
export function decodeReason(word: string, seen: SeenOutput): FinishReason {
  const reason = reasons.get((word.split(':')[0] ?? '').trim().toLowerCase()) ?? 'stop'
  if (reason !== 'stop') return reason
  if (seen.refusal) return 'refusal'
  return seen.calls ? 'tool-calls' : 'stop'
}
