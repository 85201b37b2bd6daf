import { answered, CHAT, call, chat, cut, head, host, json, KEY, key, type Row, row, SIZE, served } from './row.ts'

const posted =
  (target: string): Row['bytes'] =>
  (marker) =>
    call(marker, { line: `POST ${target} HTTP/1.1` })
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
].map((target) => row(target, posted(target), served))

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
  `${CHAT}#/metrics`,
].map((target) => row(target, posted(target), answered(404)))

/** Every way to spell an address of the server itself; nginx shows none but the health of the whole. */
const operations: readonly Row[] = [
  ...['/metrics', '/readyz', '/metrics?x', 'http://evil.example/metrics'].map((target) =>
    row(target, got(target), answered(200), answered(404)),
  ),
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
    '/%2fmetrics',
    '/v1/..%2fmetrics',
    '/metrics#x',
    '/debug/pprof',
    '/admin',
    '/error',
  ].map((target) => row(target, got(target), answered(404))),
  row('/metrics with a NUL', got('/metrics\u0000'), cut(400)),
  row('/metrics%00', got('/metrics%00'), answered(404), cut(400)),
]

const forms: readonly Row[] = [
  row('an absolute target counts as its path', posted(`http://evil.example${CHAT}`), served),
  row('an absolute target with a user', posted(`http://a:b@evil.example${CHAT}`), served, cut(400)),
  row('an absolute target of another scheme', posted(`ftp://evil.example${CHAT}`), answered(404), served),
  row('an absolute target that is none', posted(`http://[evil${CHAT}`), served, cut(400)),
  row('an authority', posted('evil.example:80'), cut(400)),
  row('no slash', posted('v1/chat/completions'), cut(400)),
  row('a star', () => head('OPTIONS * HTTP/1.1', host, key), answered(204), cut(400)),
  row('a space', posted(`${CHAT} x`), cut(400)),
  row('a tab', posted(`${CHAT}\tx`), cut(400)),
  row('two spaces', posted(` ${CHAT}`), served),
  row('a target beyond ASCII', posted(`${CHAT}\u00e9`), cut(400), answered(400)),
  row('no target', () => head('POST HTTP/1.1', host, key), cut(400)),
  row('a path of 20 KB', posted(`/v1/${'a'.repeat(20_000)}`), cut(431), cut(414)),
  row('a query of 10 KB', posted(`${CHAT}?a=${'b'.repeat(10_000)}`), served),
  row(
    'the key in the query',
    (m) => head(`POST ${CHAT}?key=${KEY} HTTP/1.1`, host, json, `content-length: ${SIZE}`) + chat(m),
    served,
  ),
  row('two keys in the query', posted(`${CHAT}?key=${KEY}&%6bey=${KEY}`), answered(400)),
]

/** Request targets. */
export const targets: readonly Row[] = [...forgiven, ...tricks, ...operations, ...forms]
