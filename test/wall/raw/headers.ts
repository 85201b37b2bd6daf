import {
  both,
  CANARY,
  CHAT,
  call,
  chat,
  cut,
  embedding,
  FORWARDED,
  head,
  host,
  json,
  KEY,
  key,
  type Row,
  refused,
  SIZE,
  served,
} from './row.ts'

const withHeader =
  (...headers: readonly string[]) =>
  (marker: string) =>
    call(marker, { headers })

/** Passed on unread, so that what comes in could come out. */
const forwarded =
  (...headers: readonly string[]) =>
  (marker: string) =>
    call(marker, { line: `POST ${FORWARDED} HTTP/1.1`, headers, body: embedding(marker) })

/** A chat call with these lines in place of `host` and `authorization`. */
const instead =
  (...headers: readonly string[]) =>
  (marker: string) =>
    head(`POST ${CHAT} HTTP/1.1`, ...headers, json, `content-length: ${SIZE}`) + chat(marker)

const spelling: readonly Row[] = [
  { name: 'a folded header', bytes: withHeader('x: a', ' b'), ...both(cut(400)) },
  { name: 'a header that begins folded', bytes: (m) => call(m).replace('host:', ' host:'), ...both(cut(400)) },
  {
    name: 'line ends of a bare LF',
    bytes: (m) =>
      head(`POST ${CHAT} HTTP/1.1`, host, key, json, `content-length: ${SIZE}`).replaceAll('\r', '') + chat(m),
    ...both(cut(400)),
  },
  { name: 'a bare CR in a value', bytes: withHeader('x: a\rb'), ...both(cut(400)) },
  { name: 'a bare CR before the line end', bytes: withHeader('x: a\r'), ...both(cut(400)) },
  { name: 'a NUL in a value', bytes: withHeader('x: a\u0000b'), ...both(cut(400)) },
  { name: 'a NUL in a name', bytes: withHeader('x\u0000y: a'), ...both(cut(400)) },
  { name: 'a control character in a value', bytes: forwarded('x: a\u0001b'), ...both(cut(400)) },
  { name: 'a space before the colon', bytes: withHeader('x : a'), ...both(cut(400)) },
  { name: 'a space in a name', bytes: withHeader('x y: a'), ...both(cut(400)) },
  { name: 'no colon', bytes: withHeader('x'), ...both(cut(400)) },
  { name: 'no name', bytes: withHeader(': a'), ...both(cut(400)) },
  { name: 'a name beyond ASCII', bytes: withHeader('\u00e9: a'), ...both(cut(400)) },
  { name: 'a value beyond ASCII', bytes: forwarded('x: \u00e9\u00ff'), ...both(served) },
  { name: 'an empty value', bytes: forwarded('x:'), ...both(served) },
  { name: 'empty lines before the request', bytes: (m) => `\r\n\r\n${call(m)}`, ...both(served) },
  { name: '16 headers of 1 KB', bytes: forwarded(...Array(12).fill(`x-${'a'.repeat(1_000)}: b`)), ...both(served) },
  { name: 'a header of 20 KB', bytes: withHeader(`x: ${'a'.repeat(20_000)}`), gateway: cut(431), nginx: cut(431) },
  { name: '150 headers', bytes: forwarded(...Array.from({ length: 150 }, (_, at) => `x-${at}: a`)), ...both(served) },
  {
    name: '3000 headers',
    bytes: forwarded(...Array.from({ length: 3_000 }, (_, at) => `x-${at}: a`)),
    ...both(cut(431)),
  },
]

const hosts: readonly Row[] = [
  { name: 'no Host', bytes: instead(key), ...both(cut(400)) },
  { name: 'two Hosts', bytes: instead(host, 'host: evil.example', key), gateway: refused(400), nginx: cut(400) },
  { name: 'the same Host twice', bytes: instead(host, host, key), gateway: refused(400), nginx: cut(400) },
  { name: 'an empty Host', bytes: instead('host:', key), ...both(served) },
  { name: 'a Host with a path', bytes: instead('host: localhost/metrics', key), gateway: served, nginx: cut(400) },
  { name: 'a Host with a user', bytes: instead('host: a@localhost', key), ...both(served) },
]

const keys: readonly Row[] = [
  { name: 'no key', bytes: instead(host), ...both(refused(401)) },
  { name: 'a wrong key', bytes: instead(host, 'authorization: Bearer wrong'), ...both(refused(401)) },
  ...['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', 'x-sluice-internal-token'].map((name) => ({
    name: `two ${name}`,
    bytes: withHeader(`${name}: Bearer ${KEY}`, `${name}: Bearer ${KEY}`),
    ...both(refused(400)),
  })),
  { name: 'a valid key and a wrong one elsewhere', bytes: withHeader('x-api-key: wrong'), ...both(served) },
  {
    name: 'a word that only services know',
    bytes: instead(host, 'x-sluice-internal-token: loopback'),
    ...both(refused(401)),
  },
  {
    name: 'a token of 15 KB',
    bytes: instead(host, `authorization: Bearer ${'x'.repeat(15_000)}`),
    ...both(refused(401)),
  },
  {
    name: 'a key with bytes beyond ASCII',
    bytes: instead(host, 'authorization: Bearer \u00e9\u00ff'),
    ...both(refused(401)),
  },
]

const named = [
  'authorization',
  'x-canary',
  'content-length',
  'host',
  'content-type',
  'X-Canary,close',
  'transfer-encoding',
]

/** Headers of one hop, and headers that are no client's to send: none goes on to the vendor. */
const hops: readonly Row[] = [
  ...[
    'keep-alive: timeout=5',
    'te: trailers',
    'trailer: x',
    'proxy-connection: keep-alive',
    'proxy-authorization: Basic x',
    'proxy: http://evil.example',
    'forwarded: for=evil',
    'x-forwarded-for: 1.2.3.4',
    'x-forwarded-host: evil.example',
    'x-real-ip: 1.2.3.4',
    'x-sluice-internal-token: x',
    'x-sluice-internal-request-id: x',
    'x-sluice-anything: x',
    'cookie: a=b',
    'x-api-key: x',
    'x-goog-api-key: x',
    'api-key: x',
  ].map((header) => ({
    name: `${header} stays here`,
    bytes: forwarded(`${header}${CANARY}`),
    ...both(served),
  })),
  ...named.map((name) => ({
    name: `connection: ${name}`,
    bytes: forwarded(`connection: ${name}`, `x-canary: ${CANARY}`),
    ...both(served),
  })),
  {
    name: 'upgrade: h2c with a body is not asked for',
    bytes: forwarded(`upgrade: h2c, ${CANARY}`, 'connection: upgrade, http2-settings', `http2-settings: ${CANARY}`),
    ...both(served),
  },
  {
    name: 'upgrade: websocket is not asked for',
    bytes: withHeader('upgrade: websocket', 'connection: upgrade'),
    ...both(served),
  },
  {
    name: 'a WebSocket where Codex tries one',
    bytes: () => head('GET /v1/responses HTTP/1.1', host, key, 'upgrade: websocket', 'connection: upgrade'),
    gateway: refused(426),
    nginx: refused(404),
  },
  {
    name: 'expect: 100-continue',
    bytes: withHeader('expect: 100-continue'),
    ...both({ ...served, answers: [100, 200] }),
  },
  {
    name: 'expect: 100-continue on a forwarded route',
    bytes: forwarded('expect: 100-continue'),
    ...both({ ...served, answers: [100, 200] }),
  },
  { name: 'expect: nonsense', bytes: withHeader('expect: nonsense'), gateway: refused(417), nginx: served },
]

/** What stands between the request line and the body. */
export const headers: readonly Row[] = [...spelling, ...hosts, ...keys, ...hops]
