import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGeminiSimulator, createOpenAISimulator } from '@sluice/simulator'

const QUESTION = 'Why is the sky blue?'
const ANSWER = 'Air scatters blue light more than red. So blue comes from all over the sky, and red from the sun alone.'
/** Slow enough to be watched. */
const PACE = 'split=4;every=60'

/** `npm run demo`: the product against simulated vendors. Ends after the answer with `--once`, else with Ctrl-C. */
const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort())

const [gemini, upstream] = await Promise.all([createGeminiSimulator(), createOpenAISimulator()])
const product = await startProduct()
const exit = once(product, 'exit')
try {
  const url = await Promise.race([urlOf(product), exit.then(failToStart)])
  await showAnswer(url)
  if (!process.argv.includes('--once')) {
    console.log(invitation(url))
    await Promise.race([exit, once(stopping.signal, 'abort')])
  }
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error)
    process.exitCode = 1
  }
} finally {
  // As from a terminal: SIGTERM would wait for the idle connections of a proxy.
  product.kill('SIGINT')
  await exit
  await Promise.all([gemini.close(), upstream.close()])
}

/** In a folder and with an environment of its own: nobody's `.env` and settings change what the demo shows. */
async function startProduct(): Promise<ChildProcess> {
  const env = {
    GATEWAY_PORT: await freePort(3002),
    TRANSLATOR_PORT: await freePort(3000),
    GEMINI_API_KEY: 'demo',
    GOOGLE_GEMINI_BASE_URL: gemini.url,
    UPSTREAM_URL: upstream.url,
    LOG_LEVEL: 'warn',
  }
  return spawn(process.execPath, ['start.ts'], { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** The wanted port, or `0` for any other when something listens there. */
async function freePort(wanted: number): Promise<string> {
  const probe = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(probe, 'listening')
    probe.close()
    await once(probe, 'close')
    return String(wanted)
  } catch {
    return '0'
  }
}

/** The gateway's address, as the product tells its user. */
function urlOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (stdout === null) return
    createInterface({ input: stdout }).on('line', (line) => {
      const url = /Gemini base URL\s+(\S+)/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
}

function failToStart(): never {
  throw new Error('The product ended before it was ready.')
}

/** One streamed OpenAI call to a Gemini model, printed as it arrives. */
async function showAnswer(url: string): Promise<void> {
  console.log(`\nAn OpenAI client asks gemini-2.5-flash at ${url}/v1\n\n  ${QUESTION}\n`)
  const content = `${QUESTION} [[sim:text=${ANSWER};${PACE}]]`
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gemini-2.5-flash', stream: true, messages: [{ role: 'user', content }] }),
    signal: stopping.signal,
  })
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`)
  process.stdout.write('  ')
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) }))
    process.stdout.write(textOf(line))
  process.stdout.write('\n')
}

/** The text in one line of the stream; most lines have none. */
function textOf(line: string): string {
  if (!line.startsWith('data: {')) return ''
  const { choices }: { choices: { delta: { content?: string } }[] } = JSON.parse(line.slice('data: '.length))
  return choices[0]?.delta.content ?? ''
}

/** What to try while the demo runs: each dialect, with the other vendor's model. */
function invitation(url: string): string {
  return `
The same from another terminal, in each dialect and with any model:

curl -N ${url}/v1/chat/completions -H 'content-type: application/json' \\
  -d '{"model":"gemini-2.5-flash","stream":true,"messages":[{"role":"user","content":"hi"}]}'

curl -N '${url}/v1beta/models/gpt-4o:streamGenerateContent?alt=sse' -H 'content-type: application/json' \\
  -d '{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}'

Ctrl-C ends the demo.`
}
