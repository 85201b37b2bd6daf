import type { Step } from './reply.ts'
import type { Script } from './script.ts'

type Send = Extract<Step, { do: 'send' }>

/** How frames reach the socket: how many bytes a write, how long between events, and where it all stops. */
export function createSteps(frames: readonly Buffer[], script: Script): Step[] {
  const ended = frames.slice(0, Math.min(script['end-after'] ?? frames.length, eventsBeforeBreak(script)))
  const sends = limitBytes(splitWrites(ended, script.chunks), bytesBeforeBreak(script))
  const steps = pace(sends, script)
  return [...steps, ending(script, frames.length)]
}

const eventsBeforeBreak = (script: Script): number =>
  Math.min(
    script['cut-after'] ?? Number.POSITIVE_INFINITY,
    script['reset-after'] ?? Number.POSITIVE_INFINITY,
    script['stall-ms'] === undefined ? (script['stall-after'] ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
  )

const bytesBeforeBreak = (script: Script): number =>
  Math.min(script['cut-at'] ?? Number.POSITIVE_INFINITY, script['reset-at'] ?? Number.POSITIVE_INFINITY)

function ending(script: Script, frameCount: number): Step {
  if (script['reset-after'] !== undefined || script['reset-at'] !== undefined) return { do: 'reset' }
  if (script['cut-after'] !== undefined || script['cut-at'] !== undefined) return { do: 'cut' }
  const stallAfter = script['stall-after']
  const isStalling = stallAfter !== undefined && script['stall-ms'] === undefined && stallAfter <= frameCount
  return isStalling ? { do: 'hang' } : { do: 'end' }
}

function splitWrites(frames: readonly Buffer[], size: number | undefined): Send[] {
  if (size === undefined) return frames.map((bytes) => ({ do: 'send', bytes, events: 1 }))
  if (size === Number.POSITIVE_INFINITY) {
    return frames.length === 0 ? [] : [{ do: 'send', bytes: Buffer.concat(frames), events: frames.length }]
  }
  return frames.flatMap((frame) => {
    const sends: Send[] = []
    for (let at = 0; at < frame.length; at += size) {
      const isLast = at + size >= frame.length
      sends.push({ do: 'send', bytes: frame.subarray(at, at + size), events: isLast ? 1 : 0 })
    }
    return sends
  })
}

/** The sends up to `bytesMax`; an event that is not wholly sent does not count. */
function limitBytes(sends: readonly Send[], bytesMax: number): Send[] {
  if (bytesMax === Number.POSITIVE_INFINITY) return [...sends]
  const kept: Send[] = []
  let room = bytesMax
  for (const send of sends) {
    if (room <= 0) break
    const isWhole = send.bytes.length <= room
    kept.push(isWhole ? send : { do: 'send', bytes: send.bytes.subarray(0, room), events: 0 })
    room -= send.bytes.length
  }
  return kept
}

function pace(sends: readonly Send[], script: Script): Step[] {
  const everyMs = script.every ?? (script.rate ? 1000 / script.rate : undefined)
  const stallAt = script['stall-ms'] === undefined ? undefined : (script['stall-after'] ?? 0)
  const steps: Step[] = []
  if (script['first-event'] !== undefined) steps.push({ do: 'wait', ms: script['first-event'] })
  let events = 0
  let isBetween = true
  for (const send of sends) {
    if (isBetween && events === stallAt) steps.push({ do: 'wait', ms: script['stall-ms'] ?? 0 })
    if (isBetween && events > 0 && everyMs !== undefined) steps.push({ do: 'wait', ms: everyMs })
    // Without a turn of the loop Node joins small writes, and the peer would see one piece.
    else if (script.chunks !== undefined && steps.length > 0) steps.push({ do: 'wait', ms: 0 })
    steps.push(send)
    isBetween = send.events > 0
    events += send.events
  }
  if (isBetween && events === stallAt && events > 0) steps.push({ do: 'wait', ms: script['stall-ms'] ?? 0 })
  return steps
}
