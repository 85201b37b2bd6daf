import { isObject, parseJson } from '../json.ts'
import type { Script } from '../script.ts'
import { type Answer, type Call, charsOfTokens, countTokens, type Prompt } from './prompt.ts'
import { sampleOf } from './sample.ts'

const defaults = { wordsPerPiece: 4, quotedChars: 60, charsPerEvent: 40 }

const thinking = ['**Reading the request**\n\n', 'The question is short, ', 'so a short answer will do.']

/** What the pretended model answers: the same prompt and script always give the same answer. */
export function compose(prompt: Prompt, script: Script): Answer {
  const calls = createCalls(prompt, script)
  const isSilent = calls.length > 0 && script.text === undefined
  const said = isSilent ? [] : splitText(textOf(prompt, script), script)
  const thoughts = prompt.isThinkingAloud || script.reason ? thinking : []
  const thoughtTokens = countTokens(thoughts.join('').length)
  const stopped = cutAtStop(said, prompt.stops)
  const room = prompt.tokensMax === undefined ? undefined : charsOfTokens(prompt.tokensMax - thoughtTokens)
  const pieces = room === undefined ? stopped : takeChars(stopped, room)
  const isCut = pieces.join('').length < stopped.join('').length
  return {
    thoughts,
    pieces,
    calls: isCut ? [] : calls,
    finish: isCut ? 'length' : 'stop',
    promptTokens: prompt.tokens,
    thoughtTokens,
    textTokens: countTokens(pieces.join('').length + JSON.stringify(calls).length - 2),
  }
}

/** `call a and b` asks for parallel calls, `call a then b` for one step after the other. */
function createCalls(prompt: Prompt, script: Script): Call[] {
  const names = new Set(prompt.tools.map((tool) => tool.name))
  const steps = (/\bcall\s+(.+)/is.exec(prompt.text)?.[1] ?? '')
    .split(/\s+then\s+/i)
    .map((step) => step.split(/\s*(?:,|\band\b)\s*|\s+/i).filter((name) => names.has(name)))
    .filter((step) => step.length > 0)
  const wanted = steps[prompt.stepsDone] ?? []
  const first = prompt.tools[0]?.name
  const isForced = wanted.length === 0 && prompt.mustCall && prompt.stepsDone === 0 && first !== undefined
  const given = script.args === undefined ? undefined : parseJson(script.args)
  return (isForced ? [first] : wanted).map((name) => {
    const args = given ?? sampleOf(prompt.tools.find((tool) => tool.name === name)?.schema ?? { type: 'object' })
    return { name, args: isObject(args) ? args : {} }
  })
}

function textOf(prompt: Prompt, script: Script): string {
  if (script.text !== undefined) return script.text
  if (prompt.json !== undefined) {
    const isAnyObject = prompt.json.schema === undefined
    return JSON.stringify(isAnyObject ? { answer: 'text', ok: true } : sampleOf(prompt.json.schema))
  }
  const results = prompt.results.map(({ name, result }) => `The tool ${name} answered: ${result}`)
  if (results.length > 0) return results.join('\n')
  const seen = prompt.media.map(({ mimeType, bytes }) => `I see ${mimeType} of ${bytes} bytes. `).join('')
  const quoted = prompt.text.slice(0, defaults.quotedChars)
  return `${seen}You said: “${quoted}”. Here is a short answer, piece by piece, with a naïve café ☕ and a 😀 in it.`
}

/** The deltas: `events` that many, `split` that many UTF-16 units each, else a few words each. */
function splitText(text: string, script: Script): string[] {
  if (script.events !== undefined && script.text === undefined) return numbered(script.events)
  const size = script.split ?? (script.events === undefined ? undefined : Math.ceil(text.length / script.events))
  if (size !== undefined) return sliced(text, Math.max(1, size))
  if (script.text !== undefined) return [text]
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [text]
  const pieces: string[] = []
  for (let at = 0; at < words.length; at += defaults.wordsPerPiece) {
    pieces.push(words.slice(at, at + defaults.wordsPerPiece).join(''))
  }
  return pieces
}

const numbered = (events: number): string[] =>
  Array.from({ length: events }, (_, index) => `piece ${index} `.padEnd(defaults.charsPerEvent, '.'))

const sliced = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size))

function cutAtStop(pieces: readonly string[], stops: readonly string[]): readonly string[] {
  const text = pieces.join('')
  const found = stops.map((stop) => (stop === '' ? -1 : text.indexOf(stop))).filter((at) => at >= 0)
  return found.length === 0 ? pieces : takeChars(pieces, Math.min(...found))
}

function takeChars(pieces: readonly string[], chars: number): string[] {
  const taken: string[] = []
  let room = chars
  for (const piece of pieces) {
    if (room <= 0) break
    taken.push(piece.slice(0, room))
    room -= piece.length
  }
  return taken
}
