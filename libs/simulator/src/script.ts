/** A script that does not follow the grammar; the simulator answers 400 with this text, so that a typo in a test is seen. */
export class ScriptError extends Error {}

type Reader<T> = (value: string, key: string) => T

const flag: Reader<true> = (value, key) => {
  if (value !== '') throw new ScriptError(`script key "${key}" takes no value`)
  return true
}

const count: Reader<number> = (value, key) => {
  if (!/^\d{1,9}$/.test(value)) throw new ScriptError(`script key "${key}" needs a whole number, not "${value}"`)
  return Number(value)
}

/** `;` and `]]` would end a value, so they are written %3B and %5D%5D; \uXXXX makes any code unit, lone surrogates too. */
const literal: Reader<string> = (value) =>
  value
    .replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const oneOf =
  <const T extends string>(...words: T[]): Reader<T> =>
  (value, key) => {
    const word = words.find((candidate) => candidate === value)
    if (word === undefined) throw new ScriptError(`script key "${key}" is one of ${words.join(', ')}, not "${value}"`)
    return word
  }

/** `bytes` is one byte a write, `one` everything in one write, a number that many bytes a write. */
const writeSize: Reader<number> = (value, key) => {
  if (value === 'bytes') return 1
  return value === 'one' ? Number.POSITIVE_INFINITY : Math.max(1, count(value, key))
}

/** What the answer says and how it is paced and framed. Nothing here is an error. */
const shape = {
  as: literal,
  text: literal,
  split: count,
  events: count,
  every: count,
  rate: count,
  reason: flag,
  args: literal,
  usage: oneOf('every', 'last', 'none'),
  finish: literal,
  block: literal,
  huge: count,
  chunks: writeSize,
  comments: flag,
  newline: oneOf('lf', 'crlf', 'cr'),
  bom: flag,
  static: flag,
} satisfies Record<string, Reader<unknown>>

/** What goes wrong. */
const faults = {
  'first-byte': count,
  'first-event': count,
  'stall-after': count,
  'stall-ms': count,
  'cut-after': count,
  'cut-at': count,
  'reset-after': count,
  'reset-at': count,
  'end-after': count,
  'no-answer': oneOf('hang', 'fin', 'rst'),
  status: count,
  hint: oneOf('retry-info', 'header', 'header-ms', 'text', 'none'),
  'retry-after': literal,
  quota: oneOf('minute', 'day', 'tokens'),
  message: literal,
  'error-after': count,
  'error-form': oneOf('data', 'bare', 'array'),
  'error-200': flag,
  'garbage-after': count,
  garbage: oneOf('json', 'utf8', 'empty'),
  'no-finish': flag,
  'no-done': flag,
  form: oneOf('array', 'whole'),
  html: count,
  empty: flag,
  redirect: literal,
  'content-type': literal,
  'extra-length': count,
  'header-kb': count,
  gzip: flag,
  hints: flag,
  'stray-after': count,
} satisfies Record<string, Reader<unknown>>

/** Which requests the faults apply to; the other ones get the plain answer. */
const when = {
  'fail-first': count,
  'fail-every': count,
  key: literal,
  'for-key': literal,
} satisfies Record<string, Reader<unknown>>

const readers: Record<string, Reader<unknown>> = { ...shape, ...faults, ...when }

type Values<T extends Record<string, Reader<unknown>>> = { readonly [K in keyof T]?: ReturnType<T[K]> }

/** One parsed script. `source` is its canonical text, the default key of the counters. */
export type Script = Values<typeof shape> & Values<typeof faults> & Values<typeof when> & { readonly source: string }

function readSteps(steps: [key: string, value: string][]): Script {
  const values: Record<string, unknown> = {}
  for (const [key, value] of steps) {
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
    if (reader === undefined) throw new ScriptError(`unknown script key "${key}"`)
    values[key] = reader(value, key)
  }
  const source = steps.map(([key, value]) => `${key}=${value}`).join(';')
  return { ...values, source }
}

function stepOf(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1)]
}

const modelPattern = /^(?:models\/)?(?:gemini-)?sim(?:-(.*))?$/
const textPattern = /\[\[sim:(.*?)\]\]/gs

/**
 * The script of a request: the one in the model name (`gemini-sim-cut-after.2_chunks.bytes`), then those in the last
 * user text (`[[sim:cut-after=2;chunks=bytes]]`), later keys winning. Throws ScriptError.
 */
export function readScript(model: string, text: string): Script {
  const steps: [string, string][] = []
  const inModel = modelPattern.exec(model)?.[1] ?? ''
  for (const step of inModel.split('_')) if (step !== '') steps.push(stepOf(step, '.'))
  for (const [, inText = ''] of text.matchAll(textPattern)) {
    for (const step of inText.split(';')) if (step.trim() !== '') steps.push(stepOf(step, '='))
  }
  return readSteps(steps)
}

/** The text as the pretended model reads it. */
export const withoutScript = (text: string): string => text.replace(textPattern, '').trim()

export const isScriptedModel = (model: string): boolean => modelPattern.test(model)

/** The same answer with nothing going wrong. */
export function withoutFaults(script: Script): Script {
  const kept = Object.entries(script).filter(([key]) => !Object.hasOwn(faults, key))
  return { source: script.source, ...Object.fromEntries(kept) }
}
