import { answered, CHAT, call, cut, type End, head, host, key, type Row, row, served, servedOnce } from './row.ts'

const method =
  (name: string): Row['bytes'] =>
  (marker) =>
    call(marker, { line: `${name} ${CHAT} HTTP/1.1` })
const inVersion =
  (version: string): Row['bytes'] =>
  (marker) =>
    call(marker).replace('HTTP/1.1', version)

const methods: readonly Row[] = [
  row('TRACE', () => head(`TRACE ${CHAT} HTTP/1.1`, host, key), answered(405), cut(405)),
  row('CONNECT', () => head('CONNECT evil.example:443 HTTP/1.1', host, key), cut(), cut(400)),
  row('OPTIONS', () => head(`OPTIONS ${CHAT} HTTP/1.1`, host), answered(204)),
  row('GET', () => head(`GET ${CHAT} HTTP/1.1`, host, key), answered(405)),
  row('HEAD', () => head('HEAD /livez HTTP/1.1', host), answered(200)),
  row('PUT', method('PUT'), answered(405)),
  row('FOO', method('FOO'), cut(400), answered(400)),
  row('post in small letters', method('post'), cut(400)),
  row('a method of 10 KB', method('A'.repeat(10_000)), cut(400), answered(400)),
  row('a body on GET is a body, not the next request', (m) => call(m, { line: 'GET /v1/files HTTP/1.1' }), served),
  row(
    'a request in the body of one to the service itself',
    (m) => call(m, { line: 'GET /livez HTTP/1.1', body: call(m) }),
    answered(200),
  ),
  row('a body on DELETE', (m) => call(m, { line: 'DELETE /v1/files/file-1 HTTP/1.1' }), { ...served, answers: [404] }),
  row('an override of the method', (m) => call(m, { headers: ['x-http-method-override: DELETE'] }), served),
]

const versions: readonly Row[] = [
  row('HTTP/1.0 ends its connection', inVersion('HTTP/1.0'), servedOnce),
  row(
    'HTTP/1.0 that asks for more',
    (m) => inVersion('HTTP/1.0')(m).replace('host:', 'connection: keep-alive\r\nhost:'),
    served,
  ),
  row('HTTP/1.2; to nginx that is 1.1', inVersion('HTTP/1.2'), cut(400), served),
  ...['HTTP/2.0', 'HTTP/9.9'].map((version) => row(`the version ${version}`, inVersion(version), cut(400), cut(505))),
  ...['HTTP/0.9', 'http/1.1', 'HTTP/1.1 x', 'HTTP/01.1', 'HTTP/1', 'ICY/1.1'].map((version) =>
    row(`the version ${version}`, inVersion(version), cut(400)),
  ),
  // nginx answers in kind: a body alone.
  row('HTTP/0.9, a line alone', () => 'GET /livez\r\n\r\n', cut(400), cut()),
  row('the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', cut(400)),
  row('a TLS greeting', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', cut(400)),
]

const PIPELINED = 100
const hundred: End = { answers: Array<number>(PIPELINED).fill(200), asked: PIPELINED, connection: 'kept' }
const asksToClose = (marker: string) => call(marker, { headers: ['connection: close'] })

const several: readonly Row[] = [
  row('connection: close', asksToClose, servedOnce),
  row('100 requests in one write', (m) => call(m).repeat(PIPELINED), hundred),
  row('a request after one that asks to close is not read', (m) => asksToClose(m) + call(m), servedOnce),
  row('a refused request and a good one', (m) => call(m, { line: 'POST /nothing HTTP/1.1' }) + call(m), {
    answers: [404, 200],
    asked: 1,
    connection: 'kept',
  }),
]

const unfinished: readonly Row[] = [
  { ...row('a body that is never complete', (m) => call(m).slice(0, -1), cut()), after: 'leave' },
  { ...row('a head that is never complete', (m) => call(m).slice(0, 40), cut()), after: 'leave' },
  {
    ...row('half a body and a half-closed connection', (m) => call(m).slice(0, -1), cut(400), cut()),
    after: 'half-close',
  },
  {
    ...row('half a head and a half-closed connection', (m) => call(m).slice(0, 40), cut(400), cut()),
    after: 'half-close',
  },
]

/** Methods, versions, and what becomes of a connection. */
export const connections: readonly Row[] = [...methods, ...versions, ...several, ...unfinished]
