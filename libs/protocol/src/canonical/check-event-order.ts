import type { StreamEvent } from './event.ts'

type BlockKind = 'text' | 'reasoning' | 'tool-call'

/** Returns what breaks the rules of `StreamEvent` in a whole answer, in words; an empty list when nothing does. */
export function checkEventOrder(events: readonly StreamEvent[]): string[] {
  const faults: string[] = []
  const open = new Map<number, BlockKind>()
  events.forEach((event, index) => {
    const at = `event ${index} (${event.type})`
    if ((index === 0) !== (event.type === 'start')) faults.push(`${at}: start must be first, and only once`)
    const last = event.type === 'finish' || event.type === 'error'
    if (last !== (index === events.length - 1)) faults.push(`${at}: exactly one finish or error, and last`)
    if (event.type === 'finish') {
      for (const [choice, kind] of open) faults.push(`${at}: ${kind} of choice ${choice} is still open`)
      return
    }
    if (event.type === 'start' || event.type === 'error') return
    const { kind, verb } = splitName(event.type)
    const current = open.get(event.choice)
    if (verb === 'start') {
      if (current) faults.push(`${at}: ${current} of choice ${event.choice} is still open`)
      open.set(event.choice, kind)
    } else {
      if (current !== kind) faults.push(`${at}: no ${kind} of choice ${event.choice} is open`)
      if (verb === 'end') open.delete(event.choice)
    }
  })
  if (events.length === 0) faults.push('no event at all')
  return faults
}

function splitName(type: string): { kind: BlockKind; verb: string } {
  const dash = type.lastIndexOf('-')
  return { kind: type.slice(0, dash) as BlockKind, verb: type.slice(dash + 1) }
}
