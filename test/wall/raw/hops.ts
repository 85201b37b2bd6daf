import {
  answered,
  CANARY,
  call,
  embedding,
  FORWARDED,
  head,
  host,
  key,
  type Row,
  row,
  served,
  servedOnce,
} from './row.ts'

const named = [
  'authorization',
  'x-canary',
  'content-length',
  'host',
  'content-type',
  'transfer-encoding',
  'keep-alive, X-CANARY',
]

/** No client's to send to a vendor. */
const withheld = [
  'keep-alive',
  'te',
  'trailer',
  'proxy-connection',
  'proxy-authorization',
  'proxy',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-sluice-internal-token',
  'x-sluice-internal-request-id',
  'x-sluice-internal-deadline-ms',
  'x-sluice-anything',
  'cookie',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
]

/** Passed on unread, and with it a header that must not be, where the row makes it one. */
const forwarded =
  (...headers: readonly string[]): Row['bytes'] =>
  (marker) =>
    call(marker, { line: `POST ${FORWARDED} HTTP/1.1`, headers, body: embedding(marker) })

const continued = { ...served, answers: [100, 200] }

/** Headers of one hop, and those that only this product gives: none goes on to the vendor. */
export const hops: readonly Row[] = [
  ...withheld.map((name) => row(`${name} stays here`, forwarded(`${name}: ${CANARY}`), served)),
  ...named.map((names) =>
    row(`connection: ${names}`, forwarded(`connection: ${names}, x-canary`, `x-canary: ${CANARY}`), served),
  ),
  row('connection: X-Canary,close', forwarded('connection: X-Canary,close', `x-canary: ${CANARY}`), servedOnce),
  row(
    'upgrade: h2c with a body is not asked for',
    forwarded(`upgrade: h2c, ${CANARY}`, 'connection: upgrade, http2-settings', `http2-settings: ${CANARY}`),
    served,
  ),
  row(
    'upgrade: websocket is not asked for',
    (m) => call(m, { headers: ['upgrade: websocket', 'connection: upgrade'] }),
    served,
  ),
  row(
    'a WebSocket where Codex tries one',
    () => head('GET /v1/responses HTTP/1.1', host, key, 'upgrade: websocket', 'connection: upgrade'),
    answered(426),
    answered(404),
  ),
  row('expect: 100-continue', (m) => call(m, { headers: ['expect: 100-continue'] }), continued),
  row('expect: 100-continue on a forwarded route', forwarded('expect: 100-continue'), continued),
  row('expect: nonsense', (m) => call(m, { headers: ['expect: nonsense'] }), answered(417), served),
]
