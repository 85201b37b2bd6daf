export interface ParsedResponse {
  /** 0 for bytes that are no response. */
  readonly status: number
  /** Names in lower case; of repeated ones the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface ParseOptions {
  /** How many of the first answers have no body. */
  readonly bodiless: number
  /** The connection has ended, and with it a body without a length. */
  readonly closed: boolean
}

/** The complete responses in what a server has sent. */
export function parseResponses(bytes: string, options: ParseOptions): readonly ParsedResponse[] {
  const responses: ParsedResponse[] = []
  let rest = bytes
  for (let end = headEnd(rest); end !== -1; end = headEnd(rest)) {
    const { status, headers } = parseHead(rest.slice(0, end))
    const after = rest.slice(end + 4)
    const body =
      responses.length < options.bodiless ? { text: '', rest: after } : takeBody(after, status, headers, options)
    if (body === undefined) return responses
    responses.push({ status, headers, body: body.text })
    rest = body.rest
  }
  return responses
}

const headEnd = (bytes: string) => bytes.indexOf('\r\n\r\n')

function parseHead(head: string): Pick<ParsedResponse, 'status' | 'headers'> {
  const [line = '', ...fields] = head.split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]
  const pairs = fields.map((field) => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const
  })
  return { status: Number(status ?? 0), headers: Object.fromEntries(pairs) }
}

interface Body {
  readonly text: string
  readonly rest: string
}

function takeBody(
  bytes: string,
  status: number,
  headers: ParsedResponse['headers'],
  { closed }: ParseOptions,
): Body | undefined {
  if (status < 200 || status === 204 || status === 304) return { text: '', rest: bytes }
  if (headers['transfer-encoding'] === 'chunked') return takeChunks(bytes)
  if (headers['content-length'] === undefined) return closed ? { text: bytes, rest: '' } : undefined
  const length = Number(headers['content-length'])
  return bytes.length < length ? undefined : { text: bytes.slice(0, length), rest: bytes.slice(length) }
}

function takeChunks(bytes: string): Body | undefined {
  let text = ''
  let rest = bytes
  for (;;) {
    const end = rest.indexOf('\r\n')
    if (end === -1) return undefined
    const size = Number.parseInt(rest.slice(0, end), 16)
    const next = end + 2 + size + 2
    if (rest.length < next) return undefined
    text += rest.slice(end + 2, end + 2 + size)
    rest = rest.slice(next)
    if (size === 0) return { text, rest }
  }
}
