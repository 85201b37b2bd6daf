import type { StreamEvent } from './event.ts'

type BlockKind = 'text' | 'reasoning' | 'refusal' | 'tool-call'
type BlockVerb = 'start' | 'delta' | 'end'

/** What an event does to the block that is open in its choice. */
type Effect =
  | 'start'
  | 'last'
  /** It stands between blocks. */
  | 'alone'
  | 'anywhere'
  | { readonly kind: BlockKind; readonly verb: BlockVerb }

const effects: Readonly<Record<StreamEvent['type'], Effect>> = {
  start: 'start',
  'text-start': { kind: 'text', verb: 'start' },
  'text-delta': { kind: 'text', verb: 'delta' },
  'text-end': { kind: 'text', verb: 'end' },
  'reasoning-start': { kind: 'reasoning', verb: 'start' },
  'reasoning-delta': { kind: 'reasoning', verb: 'delta' },
  'reasoning-end': { kind: 'reasoning', verb: 'end' },
  'refusal-start': { kind: 'refusal', verb: 'start' },
  'refusal-delta': { kind: 'refusal', verb: 'delta' },
  'refusal-end': { kind: 'refusal', verb: 'end' },
  'tool-call-start': { kind: 'tool-call', verb: 'start' },
  'tool-call-delta': { kind: 'tool-call', verb: 'delta' },
  'tool-call-end': { kind: 'tool-call', verb: 'end' },
  media: 'alone',
  'redacted-reasoning': 'alone',
  citation: 'anywhere',
  finish: 'last',
  error: 'last',
}

/** Returns what breaks the rules of `StreamEvent` in a whole answer, in words; an empty list when nothing does. */
export function checkEventOrder(events: readonly StreamEvent[]): string[] {
  const open = new Map<number, BlockKind>()
  const faults = events.flatMap((event, index) => {
    const broken = [...placeFaults(event, index, events.length), ...blockFaults(event, open)]
    return broken.map((fault) => `event ${index} (${event.type}): ${fault}`)
  })
  return events.length === 0 ? ['no event at all'] : faults
}

function placeFaults({ type }: StreamEvent, index: number, length: number): string[] {
  const effect = effects[type]
  const faults: string[] = []
  if ((effect === 'start') !== (index === 0)) faults.push('start must be first, and only once')
  if ((effect === 'last') !== (index === length - 1)) faults.push('exactly one finish or error, and last')
  return faults
}

/** Keeps `open` up to date with the event. */
function blockFaults(event: StreamEvent, open: Map<number, BlockKind>): string[] {
  if (event.type === 'finish') return [...open].map(([choice, kind]) => stillOpen(kind, choice))
  if (!('choice' in event)) return []
  const { choice } = event
  const effect = effects[event.type]
  const current = open.get(choice)
  if (typeof effect === 'string') return effect === 'alone' && current ? [stillOpen(current, choice)] : []
  const { kind, verb } = effect
  if (verb === 'start') open.set(choice, kind)
  if (verb === 'end') open.delete(choice)
  if (verb === 'start') return current ? [stillOpen(current, choice)] : []
  return current === kind ? [] : [`no ${kind} of choice ${choice} is open`]
}

function stillOpen(kind: BlockKind, choice: number): string {
  return `${kind} of choice ${choice} is still open`
}
