import {
  answered,
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
  row,
  SIZE,
  served,
} from './row.ts'

const withHeader =
  (...headers: readonly string[]): Row['bytes'] =>
  (marker) =>
    call(marker, { headers })

/** Passed on unread, so that what comes in could come out. */
const forwarded =
  (...headers: readonly string[]): Row['bytes'] =>
  (marker) =>
    call(marker, { line: `POST ${FORWARDED} HTTP/1.1`, headers, body: embedding(marker) })

/** A chat call with these lines in place of `host` and `authorization`. */
const instead =
  (...headers: readonly string[]): Row['bytes'] =>
  (marker) =>
    head(`POST ${CHAT} HTTP/1.1`, ...headers, json, `content-length: ${SIZE}`) + chat(marker)

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `x-${at}: a`)

const spelling: readonly Row[] = [
  row('a folded header', withHeader('x: a', ' b'), cut(400)),
  row('a header that begins folded', (m) => call(m).replace('host:', ' host:'), cut(400)),
  row('a bare CR in a value', withHeader('x: a\rb'), cut(400)),
  row('a NUL in a value', withHeader('x: a\u0000b'), cut(400)),
  row('a NUL in a name', withHeader('x\u0000y: a'), cut(400)),
  row('a space before the colon', withHeader('x : a'), cut(400)),
  row('a space in a name', withHeader('x y: a'), cut(400)),
  row('no name', withHeader(': a'), cut(400)),
  row('a value beyond ASCII', forwarded('x: \u00e9\u00ff'), served),
  row('an empty value', forwarded('x:'), served),
  row('empty lines before the request', (m) => `\r\n\r\n${call(m)}`, served),
  row('a control character in a value', forwarded('x: a\u0001b'), cut(400), answered(400)),
]

/** nginx reads these leniently and writes the head anew, or leaves the header out. */
const rewritten: readonly Row[] = [
  row('line ends of a bare LF', (m) => instead(host, key)(m).replaceAll('\r', ''), cut(400), served),
  row('a bare CR before the line end', withHeader('x: a\r'), cut(400), served),
  row('no colon', withHeader('x'), cut(400), served),
  row('a name beyond ASCII', withHeader('\u00e9: a'), cut(400), served),
]

const sizes: readonly Row[] = [
  row('12 headers of 1 KB', forwarded(...Array<string>(12).fill(`x-${'a'.repeat(1_000)}: b`)), served),
  row('150 headers', forwarded(...numbered(150)), served),
  row('a header of 20 KB', withHeader(`x: ${'a'.repeat(20_000)}`), cut(431)),
  row('3000 headers', forwarded(...numbered(3_000)), cut(431)),
]

const hosts: readonly Row[] = [
  row('no Host', instead(key), cut(400)),
  row('two Hosts', instead(host, 'host: evil.example', key), answered(400), cut(400)),
  row('the same Host twice', instead(host, host, key), answered(400), cut(400)),
  row('an empty Host', instead('host:', key), served, cut(400)),
  row('a Host with a path', instead('host: localhost/metrics', key), served, cut(400)),
  row('a Host with a user', instead('host: a@localhost', key), served),
]

const twice = (name: string) => withHeader(`${name}: ${KEY}`, `${name}: ${KEY}`)

const keys: readonly Row[] = [
  row('no key', instead(host), answered(401)),
  row('a wrong key', instead(host, 'authorization: Bearer wrong'), answered(401)),
  row('two Authorizations', twice('authorization'), answered(400), cut(400)),
  ...['x-api-key', 'x-goog-api-key', 'api-key'].map((name) => row(`two ${name}`, twice(name), answered(400))),
  row('two internal tokens; nginx takes them all away', twice('x-sluice-internal-token'), answered(400), served),
  row('a valid key and a wrong one elsewhere', withHeader('x-api-key: wrong'), served),
  row('a word that only services know', instead(host, 'x-sluice-internal-token: loopback'), answered(401)),
  row('a token of 15 KB', instead(host, `authorization: Bearer ${'x'.repeat(15_000)}`), answered(401)),
  row('a key beyond ASCII', instead(host, 'authorization: Bearer \u00e9\u00ff'), answered(401)),
  row('a key with the syntax of Lua', instead(host, 'authorization: Bearer "}redis.call("FLUSHALL")--'), answered(401)),
]

/** What stands between the request line and the body. */
export const headers: readonly Row[] = [...spelling, ...rewritten, ...sizes, ...hosts, ...keys]
