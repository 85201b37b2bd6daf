import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { request } from 'node:http'
import { call, chat } from './client.ts'
import type { Report } from './report.ts'
import { docker, type Stack } from './stack.ts'

const SECRET = 'sk-a-key-that-no-log-may-hold'
const openaiPath = '/v1/chat/completions'
const geminiPath = '/v1beta/models/gemini-2.5-flash:generateContent'

/** What nginx does by itself. */
export async function checkEdge(stack: Stack, report: Report): Promise<void> {
  report.section('The edge')
  for (const path of ['/metrics', '//metrics', '/%6detrics', '/v1/../metrics', '/metrics?x=1', '/readyz']) {
    await report.check(`${path} is not public`, async () => {
      const { status, body } = await call(stack.url + path)
      deepEqual([status, JSON.parse(body).error.code], [404, 'not_found'])
    })
  }

  await report.check('/livez is', async () => {
    equal((await call(`${stack.url}/livez`)).status, 200)
  })

  await report.check('a body that is too large is refused at once, in dialect', async () => {
    deepEqual(await tooLarge(stack.url, openaiPath), {
      status: 413,
      error: ['invalid_request_error', 'request_too_large'],
    })
    deepEqual(await tooLarge(stack.url, geminiPath), { status: 413, error: ['INVALID_ARGUMENT', 413] })
  })

  await report.check('a body of 10 MB passes', async () => {
    const text = `hi ${'x'.repeat(10_000_000)} [[sim:text=fine]]`
    const { status, body } = await chat(stack.url, { dialect: 'openai', stream: false, text })
    equal(status, 200, body)
  })

  await report.check('a method that nobody has is refused in dialect', async () => {
    const { status, headers, body } = await call(stack.url + geminiPath, { method: 'TRACE' })
    deepEqual([status, headers['content-type']], [405, 'application/json'])
    equal(JSON.parse(body).error.code, 405)
  })

  await report.check('the Host is the client’s own: a foreign one is refused without keys', async () => {
    equal((await call(`${stack.url}/v1/models`, { headers: { host: 'evil.example' } })).status, 403)
    equal((await call(`${stack.url}/v1/models`, { headers: { origin: 'http://evil.example' } })).status, 403)
  })

  await report.check('a version of nginx is not told', async () => {
    equal((await call(`${stack.url}/metrics`)).headers.server, 'nginx')
  })

  await report.check('without a gateway the error is in dialect', async () => {
    const [gateway = ''] = await stack.containers('gateway')
    await docker('kill', gateway)
    try {
      const openai = await chat(stack.url, { dialect: 'openai', stream: true })
      const gemini = await chat(stack.url, { dialect: 'gemini', stream: true, query: `key=${SECRET}` })
      // Its address refuses connections, or is gone and takes none: then it is a timeout to nginx.
      for (const { status } of [openai, gemini]) ok(status === 502 || status === 504, String(status))
      match(JSON.parse(openai.body).error.code, /^(gateway_unreachable|timeout)$/)
      match(JSON.parse(gemini.body).error.status, /^(UNAVAILABLE|DEADLINE_EXCEEDED)$/)
      // For the next check: an address that nginx must not quote either.
      await call(`${stack.url}/v1/models%3Fkey=${SECRET}`)
    } finally {
      await docker('start', gateway)
      await stack.healthy('gateway')
    }
  })

  await report.check('no log holds a key, a query or a prompt', async () => {
    const text = 'hi [[sim:text=an answer that no log may hold]]'
    const headers = {
      authorization: `Bearer ${SECRET}`,
      'x-api-key': SECRET,
      referer: `http://127.0.0.1/?key=${SECRET}`,
    }
    await chat(stack.url, { dialect: 'gemini', stream: true, query: `key=${SECRET}`, text, headers })
    await call(`${stack.url}/metrics?key=${SECRET}`)
    await call(`${stack.url}/v1/models%3Fkey=${SECRET}`)
    const logs = await stack.logs()
    match(logs, /"service":"nginx".*:streamGenerateContent"/)
    for (const secret of [SECRET, 'key-of-the-', 'no log may hold']) ok(!logs.includes(secret), `${secret} is in a log`)
  })
}

/** Says a length over the limit and sends nothing of it. */
function tooLarge(url: string, path: string): Promise<{ status: number; error: unknown[] }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(64 * 1024 * 1024 + 1) }
    const outgoing = request(url + path, { method: 'POST', headers, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      response.once('end', () => {
        const { type, status, code } = JSON.parse(body).error
        resolve({ status: response.statusCode ?? 0, error: [type ?? status, code] })
        outgoing.destroy()
      })
    })
    outgoing.once('error', reject)
    outgoing.flushHeaders()
  })
}
