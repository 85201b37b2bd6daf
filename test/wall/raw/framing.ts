import { answered, CANARY, chat, chunk, cut, framed, HEX, type Row, row, SIZE, served, smuggled } from './row.ts'

const te = 'transfer-encoding: chunked'

/** The right length beyond 64 bits. */
const OVERFLOWING = (2n ** 64n + BigInt(SIZE)).toString()

/** A body with these framing headers, and a whole request in what is left over. */
const withRest =
  (...headers: readonly string[]): Row['bytes'] =>
  (marker) =>
    framed(marker, headers, chat(marker)) + smuggled(marker)

const oddLengths = [
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
]

/** Which length counts: two readers that choose differently see different requests. */
const lengths: readonly Row[] = [
  row(
    'content-length before transfer-encoding, the chunks end first',
    (m) => framed(m, ['content-length: 400', te], chunk('') + smuggled(m)),
    cut(400),
  ),
  row(
    'transfer-encoding before content-length, the length ends first',
    (m) => framed(m, [te, 'content-length: 4'], chunk(smuggled(m)) + chunk('')),
    cut(400),
  ),
  row('two lengths that differ', withRest(`content-length: ${SIZE}`, 'content-length: 400'), cut(400)),
  row('the same length twice', withRest(`content-length: ${SIZE}`, `content-length: ${SIZE}`), cut(400)),
  ...oddLengths.map((length) =>
    row(`the length ${JSON.stringify(length)}`, withRest(`content-length: ${length}`), cut(400)),
  ),
  row('a length with zeros before it', (m) => framed(m, [`content-length: 000${SIZE}`], chat(m)), served),
  row(
    'a length that is too short: the rest is no request',
    (m) => framed(m, ['content-length: 10'], chat(m)),
    cut(400),
    cut(400, 400),
  ),
  row(
    'a length that is too long takes in the next request, as a body of no JSON',
    (m) => framed(m, [`content-length: ${SIZE + smuggled(m).length}`], chat(m)) + smuggled(m),
    answered(400),
  ),
  row('no length: the body is none, the rest no request', (m) => framed(m, [], chat(m)), cut(400), cut(400, 400)),
]

/** A body in chunks under these framing headers. */
const inChunks =
  (...headers: readonly string[]): Row['bytes'] =>
  (marker) =>
    framed(marker, headers, chunk(chat(marker)) + chunk(''))

const oddEncodings = [
  'xchunked',
  'identity',
  'chunked, identity',
  'chunked, chunked',
  '"chunked"',
  'chunked;q=1',
  '\u000bchunked',
  '',
]

const encodings: readonly Row[] = [
  row('chunks', inChunks(te), served),
  row('CHUNKED in capitals', inChunks('Transfer-Encoding: CHUNKED'), served),
  ...oddEncodings.map((encoding) =>
    row(
      `the transfer encoding ${JSON.stringify(encoding)}`,
      inChunks(`transfer-encoding: ${encoding}`),
      cut(400),
      cut(501),
    ),
  ),
  row('a NUL in transfer-encoding', inChunks(`${te}\u0000`), cut(400)),
  row(
    'chunks that are compressed: their bytes are no JSON',
    inChunks('transfer-encoding: gzip, chunked'),
    served,
    cut(501),
  ),
  row('two transfer encodings', inChunks(te, te), cut(400)),
  row('two transfer encodings, the last unknown', inChunks(te, 'transfer-encoding: x'), cut(400)),
  row('a space before the colon of transfer-encoding', inChunks('transfer-encoding : chunked'), cut(400)),
  row('a transfer-encoding that is folded', inChunks('transfer-encoding:', ' chunked'), cut(400)),
  row('transfer_encoding, which is another header', inChunks('transfer_encoding: chunked'), cut(400), cut(400, 400)),
  row('chunks in HTTP/2.0', (m) => inChunks(te)(m).replace('HTTP/1.1', 'HTTP/2.0'), cut(400), cut(505)),
  ...['HTTP/1.0', 'HTTP/0.9'].map((version) =>
    row(`chunks in ${version}`, (m) => inChunks(te)(m).replace('HTTP/1.1', version), cut(400)),
  ),
]

const sized =
  (size: string): Row['bytes'] =>
  (marker) =>
    framed(marker, [te], chunk(chat(marker), size) + chunk(''))

const oddSizes = [
  `0x${HEX}`,
  `-${HEX}`,
  `+${HEX}`,
  ` ${HEX}`,
  '4g',
  '',
  `100000000000000${HEX}`,
  `${HEX}\n`,
  `${HEX};a\n`,
  `${HEX};a\rb`,
]

/** nginx reads these leniently and writes the body anew, so that the gateway sees nothing odd. */
const rewritten: readonly Row[] = [
  row('a chunk size and a space', sized(`${HEX} `), cut(400), served),
  row('a NUL in a chunk extension', sized(`${HEX};\u0000`), cut(400), served),
  row('a chunk extension of 20 KB', sized(`${HEX};${'a'.repeat(20_000)}`), cut(400), served),
  row(
    'a chunk size that ends with a bare LF',
    (m) => framed(m, [te], `${HEX}\n${chat(m)}\r\n${chunk('')}`),
    cut(400),
    served,
  ),
]

const chunks: readonly Row[] = [
  row('a chunk extension', sized(`${HEX};a=b`), served),
  row('a chunk size in capitals with zeros before it', sized(`000${HEX.toUpperCase()}`), served),
  ...oddSizes.map((size) => row(`the chunk size ${JSON.stringify(size)}`, sized(size), cut(400))),
  row('a chunk that is longer than it says', sized('3c'), cut(400)),
  ...rewritten,
  row(
    'trailers: none becomes a header',
    (m) =>
      framed(
        m,
        [te, 'trailer: authorization'],
        `${chunk(chat(m))}0\r\nauthorization: Bearer ${CANARY}\r\nx: ${CANARY}\r\n\r\n`,
      ),
    served,
  ),
  row(
    'trailers with another framing',
    (m) => framed(m, [te], `${chunk(chat(m))}0\r\ncontent-length: 400\r\nhost: evil.example\r\n\r\n`),
    cut(400),
    served,
  ),
]

/** Where one request ends and the next begins. */
export const framing: readonly Row[] = [...lengths, ...encodings, ...chunks]
