import {
  both,
  CANARY,
  call,
  chat,
  chunk,
  cut,
  framed,
  HEX,
  type Row,
  refused,
  SIZE,
  served,
  servedOnce,
  smuggled,
} from './row.ts'

const te = 'transfer-encoding: chunked'
const chunked = (marker: string) => chunk(chat(marker)) + chunk('')

/** The right length beyond 64 bits. */
const OVERFLOWING = (2n ** 64n + BigInt(SIZE)).toString()

/** A body that each of two lengths frames differently, with a whole request in what is left over. */
const twoLengths = (marker: string, first: string, second: string) =>
  framed(marker, [first, second], chat(marker)) + smuggled(marker)

/** Which length counts: two readers that choose differently see different requests. */
const lengths: readonly Row[] = [
  {
    name: 'content-length before transfer-encoding, the chunks end first',
    bytes: (marker) => framed(marker, ['content-length: 400', te], chunk('') + smuggled(marker)),
    ...both(cut(400)),
  },
  {
    name: 'transfer-encoding before content-length, the length ends first',
    bytes: (marker) => framed(marker, [te, 'content-length: 4'], chunk(smuggled(marker)) + chunk('')),
    ...both(cut(400)),
  },
  {
    name: 'two lengths that differ',
    bytes: (m) => twoLengths(m, `content-length: ${SIZE}`, 'content-length: 400'),
    ...both(cut(400)),
  },
  {
    name: 'the same length twice',
    bytes: (m) => twoLengths(m, `content-length: ${SIZE}`, `content-length: ${SIZE}`),
    ...both(cut(400)),
  },
  ...[
    `${SIZE}, ${SIZE}`,
    `+${SIZE}`,
    `-${SIZE}`,
    `0x${HEX}`,
    '6 4',
    `${SIZE}.0`,
    '6e1',
    '',
    OVERFLOWING,
    `${SIZE};a=b`,
    '\u00b2\u00b3',
  ].map((length) => ({
    name: `the length ${JSON.stringify(length)}`,
    bytes: (marker: string) => framed(marker, [`content-length: ${length}`], chat(marker)) + smuggled(marker),
    ...both(cut(400)),
  })),
  {
    name: 'a length with zeros before it',
    bytes: (m) => framed(m, [`content-length: 000${SIZE}`], chat(m)),
    ...both(served),
  },
  {
    name: 'a length that is too short: the rest is the next request, and none',
    bytes: (marker) => framed(marker, ['content-length: 10'], chat(marker)),
    ...both({ ...cut(400), answers: [400, 400] }),
  },
  {
    name: 'a length that is too long takes in what follows, as a body of no JSON',
    bytes: (marker) =>
      framed(marker, [`content-length: ${SIZE + smuggled(marker).length}`], chat(marker)) + smuggled(marker),
    ...both(refused(400)),
  },
  {
    name: 'no length and no chunks: the body is none, the rest no request',
    bytes: (m) => framed(m, [], chat(m)),
    ...both({ ...cut(400), answers: [400, 400] }),
  },
]

const encodings: readonly Row[] = [
  { name: 'chunks', bytes: (m) => framed(m, [te], chunked(m)), ...both(served) },
  { name: 'Chunked in capitals', bytes: (m) => framed(m, ['Transfer-Encoding: CHUNKED'], chunked(m)), ...both(served) },
  ...[
    'xchunked',
    'identity',
    'chunked, identity',
    'chunked, chunked',
    '"chunked"',
    'chunked;q=1',
    '\u000bchunked',
    'chunked\u0000',
    '',
  ].map((encoding) => ({
    name: `the transfer encoding ${JSON.stringify(encoding)}`,
    bytes: (marker: string) => framed(marker, [`transfer-encoding: ${encoding}`], chunked(marker)),
    ...both(cut(400)),
  })),
  {
    name: 'the transfer encoding "gzip, chunked": the chunks are read, what is in them is no JSON',
    bytes: (m) => framed(m, ['transfer-encoding: gzip, chunked'], chunk('\u001f\u008b\u0008') + chunk('')),
    ...both(refused(400)),
  },
  { name: 'two transfer encodings', bytes: (m) => framed(m, [te, te], chunked(m)), ...both(cut(400)) },
  {
    name: 'two transfer encodings, the last unknown',
    bytes: (m) => framed(m, [te, 'transfer-encoding: x'], chunked(m)),
    ...both(cut(400)),
  },
  {
    name: 'a space before the colon of transfer-encoding',
    bytes: (m) => framed(m, ['transfer-encoding : chunked'], chunked(m)),
    ...both(cut(400)),
  },
  {
    name: 'a transfer-encoding that is folded',
    bytes: (m) => framed(m, ['transfer-encoding:', ' chunked'], chunked(m)),
    ...both(cut(400)),
  },
  {
    name: 'transfer_encoding, which is another header',
    bytes: (m) => framed(m, ['transfer_encoding: chunked'], chunked(m)),
    ...both({ ...cut(400), answers: [400, 400] }),
  },
  {
    name: 'chunks in HTTP/1.0',
    bytes: (m) => framed(m, [te], chunked(m)).replace('HTTP/1.1', 'HTTP/1.0'),
    ...both(cut(400)),
  },
]

const chunks: readonly Row[] = [
  {
    name: 'a chunk extension',
    bytes: (m) => framed(m, [te], chunk(chat(m), `${HEX};a=b`) + chunk('')),
    ...both(served),
  },
  {
    name: 'a chunk size in capitals with zeros before it',
    bytes: (m) => framed(m, [te], chunk(chat(m), `000${HEX.toUpperCase()}`) + chunk('')),
    ...both(served),
  },
  {
    name: 'a chunk extension of 20 KB',
    bytes: (m) => framed(m, [te], chunk(chat(m), `${HEX};${'a'.repeat(20_000)}`) + chunk('')),
    ...both(cut(413)),
  },
  ...[
    `0x${HEX}`,
    `-${HEX}`,
    `+${HEX}`,
    `${HEX} `,
    ` ${HEX}`,
    '4g',
    '',
    `10000000000000${HEX}`,
    `${HEX}\n`,
    `${HEX};a\n`,
    `${HEX};a\rb`,
    `${HEX};\u0000`,
  ].map((size) => ({
    name: `the chunk size ${JSON.stringify(size)}`,
    bytes: (marker: string) => framed(marker, [te], chunk(chat(marker), size) + chunk('')),
    ...both(cut(400)),
  })),
  {
    name: 'a chunk size that ends with a bare LF',
    bytes: (m) => framed(m, [te], `${HEX}\n${chat(m)}\r\n${chunk('')}`),
    ...both(cut(400)),
  },
  {
    name: 'a chunk that is longer than it says',
    bytes: (m) => framed(m, [te], chunk(chat(m), '3c') + chunk('')),
    ...both(cut(400)),
  },
  {
    name: 'trailers: none becomes a header',
    bytes: (m) =>
      framed(
        m,
        [te, 'trailer: authorization'],
        `${chunk(chat(m))}0\r\nauthorization: Bearer ${CANARY}\r\nx-trailer: ${CANARY}\r\n\r\n`,
      ),
    ...both(served),
  },
  {
    name: 'trailers with another framing',
    bytes: (m) => framed(m, [te], `${chunk(chat(m))}0\r\ncontent-length: 400\r\nhost: evil.example\r\n\r\n`),
    ...both(served),
  },
]

const versions: readonly Row[] = [
  { name: 'HTTP/1.0 ends its connection', bytes: (m) => call(m).replace('HTTP/1.1', 'HTTP/1.0'), ...both(servedOnce) },
  {
    name: 'HTTP/1.0 that asks for more',
    bytes: (m) => call(m, { headers: ['connection: keep-alive'] }).replace('HTTP/1.1', 'HTTP/1.0'),
    ...both(served),
  },
  ...['HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', 'HTTP/1.1 x', 'HTTP/01.1', 'HTTP/1', 'ICY/1.1'].map(
    (version) => ({
      name: `the version ${version}`,
      bytes: (marker: string) => call(marker).replace('HTTP/1.1', version),
      ...both(cut(400)),
    }),
  ),
  { name: 'HTTP/0.9, a line alone', bytes: () => 'GET /livez\r\n\r\n', ...both(cut(400)) },
  { name: 'the preface of HTTP/2', bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ...both(cut(400)) },
  {
    name: 'a TLS greeting',
    bytes: () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    ...both(cut(400)),
  },
]

/** Where one request ends and the next begins. */
export const framing: readonly Row[] = [...lengths, ...encodings, ...chunks, ...versions]
