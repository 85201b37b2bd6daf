import {
  answered,
  both,
  CHAT,
  call,
  chat,
  cut,
  head,
  host,
  json,
  KEY,
  key,
  type Row,
  refused,
  SIZE,
  served,
  servedOnce,
} from './row.ts'

const posted = (target: string) => (marker: string) => call(marker, { line: `POST ${target} HTTP/1.1` })
const got = (target: string) => () => head(`GET ${target} HTTP/1.1`, host, key)

/** Spellings of the chat address that are forgiven. */
const forgiven: readonly Row[] = [
  '//v1//chat/completions',
  `${CHAT}/`,
  '/chat/completions',
  '/v1/v1/chat/completions',
  '/v1beta/openai/chat/completions',
  `${CHAT}?`,
  `${CHAT}?a=/../metrics`,
  `${CHAT}?a=%00`,
].map((target) => ({ name: target, bytes: posted(target), ...both(served) }))

/** What tries to mean another address than it spells. */
const tricks: readonly Row[] = [
  '/v1//../metrics',
  '/v1/chat/completions/../../metrics',
  '/v1/./chat/completions',
  '/v1%2fchat%2fcompletions',
  '/v1/chat%2fcompletions',
  '/v1/chat/%2e%2e/metrics',
  '/v1/chat/%252e%252e/metrics',
  '/v1/chat/completions;x',
  '/V1/chat/completions',
  '/v1/chat/completions%3Fx',
  '/v1/chat/completions%20',
  '/v1\\chat\\completions',
  '/v1/chat/completions/x',
  '/v1/messages',
  '/%76%31/chat/completions',
].map((target) => ({ name: target, bytes: posted(target), ...both(refused(404)) }))

/** Every way to spell an address of the server itself; nginx shows none but the health of the whole. */
const operations: readonly Row[] = [
  { name: '/metrics', bytes: got('/metrics'), gateway: answered(200), nginx: refused(404) },
  { name: '/readyz', bytes: got('/readyz'), gateway: answered(200), nginx: refused(404) },
  { name: '/metrics?x', bytes: got('/metrics?x'), gateway: answered(200), nginx: refused(404) },
  ...[
    '//metrics',
    '/metrics/',
    '/%6detrics',
    '/./metrics',
    '/v1/../metrics',
    '/v1/%2e%2e/metrics',
    '/v1/metrics',
    '/x/..;/metrics',
    '/METRICS',
    '/metrics%20',
    '/metrics%3f',
    '/metrics;',
    '/.//metrics',
    '/debug/pprof',
    '/admin',
    '/%2fmetrics',
    '/v1/..%2fmetrics',
  ].map((target) => ({ name: target, bytes: got(target), ...both(refused(404)) })),
  { name: '/metrics#x', bytes: got('/metrics#x'), ...both(refused(404)) },
  { name: '/metrics with a NUL', bytes: got('/metrics\u0000'), ...both(cut(400)) },
  { name: '/metrics%00', bytes: got('/metrics%00'), gateway: refused(404), nginx: cut(400) },
  {
    name: '/metrics of another host',
    bytes: () => head('GET http://evil.example/metrics HTTP/1.1', host, key),
    gateway: answered(200),
    nginx: refused(404),
  },
]

const forms: readonly Row[] = [
  { name: 'an absolute target counts as its path', bytes: posted(`http://evil.example${CHAT}`), ...both(served) },
  {
    name: 'an absolute target with a user',
    bytes: posted(`http://a:b@evil.example${CHAT}`),
    gateway: served,
    nginx: cut(400),
  },
  { name: 'an absolute target of another scheme', bytes: posted(`ftp://evil.example${CHAT}`), ...both(refused(404)) },
  {
    name: 'an absolute target that is none',
    bytes: posted('http://[evil/v1/chat/completions'),
    gateway: served,
    nginx: cut(400),
  },
  { name: 'an authority', bytes: posted('evil.example:80'), ...both(cut(400)) },
  { name: 'no slash', bytes: posted('v1/chat/completions'), ...both(cut(400)) },
  { name: 'a star', bytes: () => head('OPTIONS * HTTP/1.1', host, key), gateway: answered(204), nginx: cut(400) },
  { name: 'a fragment', bytes: posted(`${CHAT}#/metrics`), ...both(refused(404)) },
  { name: 'a space', bytes: posted(`${CHAT} x`), ...both(cut(400)) },
  { name: 'a tab', bytes: posted(`${CHAT}\tx`), ...both(cut(400)) },
  { name: 'two spaces', bytes: posted(` ${CHAT}`), ...both(cut(400)) },
  { name: 'bytes beyond ASCII', bytes: posted(`${CHAT}\u00e9`), ...both(refused(404)) },
  { name: 'no target', bytes: () => head('POST HTTP/1.1', host, key), ...both(cut(400)) },
  { name: 'a path of 20 KB', bytes: posted(`/v1/${'a'.repeat(20_000)}`), gateway: cut(431), nginx: cut(414) },
  { name: 'a query of 10 KB', bytes: posted(`${CHAT}?a=${'b'.repeat(10_000)}`), ...both(served) },
  {
    name: 'the key in the query',
    bytes: (m) => head(`POST ${CHAT}?key=${KEY} HTTP/1.1`, host, json, `content-length: ${SIZE}`) + chat(m),
    ...both(served),
  },
  { name: 'two keys in the query', bytes: posted(`${CHAT}?key=${KEY}&%6bey=${KEY}`), ...both(refused(400)) },
]

const methods: readonly Row[] = [
  { name: 'TRACE', bytes: () => head(`TRACE ${CHAT} HTTP/1.1`, host, key), gateway: refused(405), nginx: cut(405) },
  {
    name: 'CONNECT',
    bytes: () => head('CONNECT evil.example:443 HTTP/1.1', host, key),
    gateway: { ...cut(0), answers: [] },
    nginx: cut(400),
  },
  { name: 'OPTIONS', bytes: () => head(`OPTIONS ${CHAT} HTTP/1.1`, host), ...both(answered(204)) },
  { name: 'GET', bytes: got(CHAT), ...both(refused(405)) },
  { name: 'PUT', bytes: (m) => call(m, { line: `PUT ${CHAT} HTTP/1.1` }), ...both(refused(405)) },
  { name: 'FOO', bytes: (m) => call(m, { line: `FOO ${CHAT} HTTP/1.1` }), ...both(cut(400)) },
  { name: 'post in small letters', bytes: (m) => call(m, { line: `post ${CHAT} HTTP/1.1` }), ...both(cut(400)) },
  {
    name: 'a method of 10 KB',
    bytes: (m) => call(m, { line: `${'A'.repeat(10_000)} ${CHAT} HTTP/1.1` }),
    ...both(cut(400)),
  },
  {
    name: 'a body on GET is a body, not the next request',
    bytes: (m) => call(m, { line: 'GET /v1/files HTTP/1.1' }),
    ...both(served),
  },
  {
    name: 'a body on GET of a service itself',
    bytes: (m) => call(m, { line: 'GET /livez HTTP/1.1', body: call(m) }),
    ...both(answered(200)),
  },
  {
    name: 'a body on DELETE',
    bytes: (m) => call(m, { line: 'DELETE /v1/files/file-1 HTTP/1.1' }),
    ...both({ ...served, answers: [404] }),
  },
  {
    name: 'an override of the method',
    bytes: (m) => call(m, { headers: ['x-http-method-override: DELETE'] }),
    ...both(served),
  },
]

const connections: readonly Row[] = [
  { name: 'connection: close', bytes: (m) => call(m, { headers: ['connection: close'] }), ...both(servedOnce) },
  {
    name: '100 requests in one write',
    bytes: (m) => call(m).repeat(100),
    ...both({ answers: Array(100).fill(200), asked: 100, connection: 'kept' }),
  },
  {
    name: 'a request after one that asks to close',
    bytes: (m) => call(m, { headers: ['connection: close'] }) + call(m),
    ...both(servedOnce),
  },
  {
    name: 'a refused request and a good one',
    bytes: (m) => call(m, { line: 'POST /nothing HTTP/1.1' }) + call(m),
    ...both({ answers: [404, 200], asked: 1, connection: 'kept' }),
  },
  {
    name: 'a body that is never complete',
    bytes: (m) => call(m).slice(0, -1),
    then: 'leave',
    ...both({ answers: [], asked: 0, connection: 'closed' }),
  },
  {
    name: 'a head that is never complete',
    bytes: (m) => call(m).slice(0, 40),
    then: 'leave',
    ...both({ answers: [], asked: 0, connection: 'closed' }),
  },
  {
    name: 'half a body and the end of the client’s side',
    bytes: (m) => call(m).slice(0, -1),
    then: 'half-close',
    ...both(cut(400)),
  },
]

/** Request lines, methods and what becomes of the connection. */
export const targets: readonly Row[] = [...forgiven, ...tricks, ...operations, ...forms, ...methods, ...connections]
