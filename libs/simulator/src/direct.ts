import { gzipSync } from 'node:zlib'
import type { Content, ErrorText } from './content.ts'
import { createFrames } from './frames.ts'
import { jsonType, type Reply, type Step, wholeReply } from './reply.ts'
import type { Script } from './script.ts'
import { createSteps } from './steps.ts'

const kilobyte = 1024
const defaults = { errorStatus: 503, redirectStatus: 307 }

/** An error of this status with the script's hint, written as the protocol at hand writes it. */
export type ErrorWriter = (status: number, script: Script) => ErrorText

/** Puts a script to work on what a route wants to say. */
export function direct(content: () => Content, script: Script, writeError: ErrorWriter): Reply {
  const early = silent(script) ?? replaced(script, writeError)
  const reply = early ?? spoken(content(), script, writeError)
  return { ...wrapped(reply, script), headAfterMs: script['first-byte'] ?? 0, isHinting: script.hints ?? false }
}

/** Faults of the transport, which any answer can have. */
function wrapped(reply: Reply, script: Script): Reply {
  const { head, steps } = reply
  if (head === undefined) return reply
  const filler = script['header-kb'] === undefined ? {} : { 'x-filler': 'x'.repeat(script['header-kb'] * kilobyte) }
  const headed = { ...reply, head: { ...head, headers: { ...head.headers, ...filler } } }
  if (script.gzip) return gzipped(headed, headed.head)
  const strayAfterMs = script['stray-after']
  if (strayAfterMs === undefined) return headed
  return { ...headed, steps: steps.map((step) => (step.do === 'end' ? { ...step, strayAfterMs } : step)) }
}

/** The same bytes compressed, all in one write; how it ends stays. */
function gzipped(reply: Reply, head: NonNullable<Reply['head']>): Reply {
  const { 'content-length': _, ...headers } = head.headers
  const sends = reply.steps.filter((step) => step.do === 'send')
  const bytes = gzipSync(Buffer.concat(sends.map((step) => step.bytes)))
  const events = sends.reduce((sum, step) => sum + step.events, 0)
  return {
    ...reply,
    head: { ...head, headers: { ...headers, 'content-encoding': 'gzip' } },
    steps: [{ do: 'send', bytes, events }, ...reply.steps.slice(-1)],
  }
}

const silences: Record<NonNullable<Script['no-answer']>, Step> = {
  hang: { do: 'hang' },
  fin: { do: 'cut' },
  rst: { do: 'reset' },
}

function silent(script: Script): Reply | undefined {
  const silence = script['no-answer']
  return silence === undefined ? undefined : { headAfterMs: 0, head: undefined, steps: [silences[silence]] }
}

/** The answers that have nothing to do with what was asked. */
function replaced(script: Script, writeError: ErrorWriter): Reply | undefined {
  if (script.redirect !== undefined) {
    return wholeReply(script.status ?? defaults.redirectStatus, '', { location: script.redirect })
  }
  if (script.html !== undefined) return htmlPage(script.html)
  if (script.empty) return wholeReply(script.status ?? 200, '')
  if (script['error-200']) {
    return wholeReply(200, writeError(script.status ?? defaults.errorStatus, script).body)
  }
  if (script.status === undefined || script['error-after'] !== undefined) return undefined
  const { body, headers } = writeError(script.status, script)
  return wholeReply(script.status, body, headers)
}

/** The page of a load balancer whose backend is gone. */
function htmlPage(status: number): Reply {
  const page = `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
  return wholeReply(status, page, { 'content-type': 'text/html' })
}

function spoken(content: Content, script: Script, writeError: ErrorWriter): Reply {
  const isWhole = content.mode === 'whole' || script.form === 'whole'
  const error = writeError(script.status ?? defaults.errorStatus, script)
  // A whole answer has no middle, so an error there is an error from the start.
  if (isWhole && script['error-after'] !== undefined) {
    return wholeReply(script.status ?? defaults.errorStatus, error.body, error.headers)
  }
  if (isWhole) return spokenWhole(content, script)
  const isArray = content.mode === 'array' || script.form === 'array'
  const headers = isArray
    ? { 'content-type': jsonType }
    : { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }
  const steps = createSteps(createFrames(content, script, error.body), script)
  return { headAfterMs: 0, head: { status: 200, headers: withType(headers, script) }, steps }
}

/** A whole answer is one event: every break after zero events falls before its first byte. */
function spokenWhole(content: Content, script: Script): Reply {
  const bytes = Buffer.from(content.whole())
  const length = String(bytes.length + (script['extra-length'] ?? 0))
  const headers = withType({ 'content-type': jsonType, 'content-length': length }, script)
  const steps = createSteps([bytes], script)
  const isShort = script['extra-length'] !== undefined
  return { headAfterMs: 0, head: { status: 200, headers }, steps: isShort ? steps.map(cutInstead) : steps }
}

/** Node refuses to end a body that is shorter than its announced length. */
const cutInstead = (step: Step): Step => (step.do === 'end' ? { do: 'cut' } : step)

const withType = (headers: Record<string, string>, script: Script): Record<string, string> =>
  script['content-type'] === undefined ? headers : { ...headers, 'content-type': script['content-type'] }
