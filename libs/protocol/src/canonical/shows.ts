import type { StreamEvent } from './event.ts'

/** What a client of some protocol gets to see. */
interface Sight {
  /** The client asked to read thoughts. */
  readonly thoughts: boolean
  /** A call is shown in pieces as it comes, or when it is whole. */
  readonly calls: 'in-pieces' | 'whole'
}

type Shown = {
  readonly [T in StreamEvent['type']]: (event: Extract<StreamEvent, { type: T }>, sight: Sight) => boolean
}

const shown: Shown = {
  start: () => false,
  'text-start': () => false,
  'text-delta': ({ text }) => text !== '',
  'text-end': ({ signature }) => signature !== undefined,
  'reasoning-start': () => false,
  'reasoning-delta': ({ text }, { thoughts }) => thoughts && text !== '',
  'reasoning-end': () => false,
  'refusal-start': () => false,
  'refusal-delta': ({ text }) => text !== '',
  'refusal-end': () => false,
  'tool-call-start': () => false,
  'tool-call-delta': ({ arguments: piece }, { calls }) => calls === 'in-pieces' && piece !== '',
  'tool-call-end': () => true,
  media: () => true,
  citation: () => false,
  'redacted-reasoning': () => false,
  finish: () => true,
  error: () => false,
}

/** Whether an event shows such a client anything: enough to promise it a 200. */
export function showsEvent(event: StreamEvent, sight: Sight): boolean {
  const shows = shown[event.type] as (event: StreamEvent, sight: Sight) => boolean
  return shows(event, sight)
}
