import { deepEqual, equal, ok } from 'node:assert/strict'
import { type Chat, call, chat, isWhole, type Piece } from './client.ts'
import type { Report } from './report.ts'
import type { Stack } from './stack.ts'

const shapes = (['openai', 'gemini'] as const).flatMap((dialect) =>
  [true, false].map((stream) => ({ dialect, stream })),
) satisfies Pick<Chat, 'dialect' | 'stream'>[]

/** Heartbeats as test:compose sets them. */
export const heartbeatSettings = { SLUICE_HEARTBEAT_AFTER_MS: '1000', SLUICE_HEARTBEAT_EVERY_MS: '500' }
/** What two noisy cores may add to a time. */
const SLACK_MS = 400

/** Answers come through nginx as the gateway gives them. */
export async function checkChat(stack: Stack, report: Report): Promise<void> {
  report.section('Chat through nginx')
  for (const { dialect, stream } of shapes) {
    for (const model of ['gpt-4o', 'gemini-2.5-flash']) {
      await report.check(`${dialect}, ${stream ? 'streamed' : 'in one piece'}, ${model}`, async () => {
        const answer = await chat(stack.url, { dialect, stream, model, text: 'hi [[sim:text=Hello there]]' })
        ok(isWhole(answer, { dialect, stream }), `${answer.status} ${answer.body}`)
        ok(answer.body.includes('Hello') && answer.body.includes('there'), answer.body)
      })
    }
  }

  await report.check('models of both vendors are listed', async () => {
    const list = await call(`${stack.url}/v1/models`)
    const { data }: { data: { id: string }[] } = JSON.parse(list.body)
    ok(data.some(({ id }) => id.startsWith('gemini-')) && data.some(({ id }) => id.startsWith('gpt-')))
  })

  await report.check('each event passes when it is there', async () => {
    const text = 'hi [[sim:events=6;every=300]]'
    const { pieces } = await chat(stack.url, { dialect: 'openai', stream: true, text })
    const gaps = gapsOf(pieces.filter(({ text: piece }) => piece.includes('piece ')))
    ok(gaps.length >= 5 && gaps.every((gap) => gap > 100 && gap < 300 + SLACK_MS), `gaps of ${gaps.map(Math.round)} ms`)
    return `gaps of ${gaps.map(Math.round).join(', ')} ms`
  })

  await report.check('heartbeats of a stream pass when they are due', async () => {
    const text = 'hi [[sim:first-byte=3200]]'
    const answer = await chat(stack.url, { dialect: 'openai', stream: true, text })
    return heartbeatsIn(answer.pieces.filter((piece) => piece.text === ': ping\n\n'))
  })

  await report.check('heartbeats of an answer in one piece pass when they are due', async () => {
    const text = 'hi [[sim:first-byte=3200]]'
    const answer = await chat(stack.url, { dialect: 'gemini', stream: false, text })
    equal(typeof JSON.parse(answer.body), 'object')
    return heartbeatsIn(answer.pieces.filter((piece) => piece.text.trim() === ''))
  })

  await report.check('a client that leaves ends the call to the vendor', async () => {
    const leaving = new AbortController()
    const body = {
      model: 'gpt-4o',
      stream: true,
      messages: [{ role: 'user', content: 'hi [[sim:events=200;every=100]]' }],
    }
    const response = await fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'compose-leaves' },
      body: JSON.stringify(body),
      signal: leaving.signal,
    })
    await response.body?.getReader().read()
    leaving.abort()
    const line = await stack.logLine('gateway', '"request_id":"compose-leaves"')
    deepEqual([line.reason, line.status], ['client_gone', 499])
  })
}

function heartbeatsIn(pieces: readonly Piece[]): string {
  const times = pieces.map(({ atMs }) => Math.round(atMs))
  const told = `after ${times.join(', ')} ms`
  // Due at 1000, 1500, 2000, 2500 and 3000 ms; the answer comes at 3200 ms.
  ok(times.length >= 4, told)
  ok(
    times.slice(0, 4).every((atMs, index) => Math.abs(atMs - (1000 + 500 * index)) < SLACK_MS),
    told,
  )
  return told
}

function gapsOf(pieces: readonly Piece[]): number[] {
  return pieces.slice(1).map(({ atMs }, index) => atMs - (pieces[index]?.atMs ?? 0))
}
