export interface ParsedResponse {
  readonly status: number
  /** Names in lower case; of repeated ones the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface ParseOptions {
  /** None of the answers has a body, whatever its headers say: they answer HEAD. */
  readonly bodiless: boolean
  /** The connection has ended, and with it a body without a length. */
  readonly closed: boolean
}

/** The complete responses in what a server has sent. @throws Error when the bytes are no responses: an answer within an answer. */
export function parseResponses(bytes: string, options: ParseOptions): readonly ParsedResponse[] {
  const responses: ParsedResponse[] = []
  let rest = bytes
  for (let end = headEnd(rest); end !== -1; end = headEnd(rest)) {
    const { status, headers } = parseHead(rest.slice(0, end))
    const body = takeBody(rest.slice(end + 4), status, headers, options)
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
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(line)}`)
  const pairs = fields.map((field) => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const
  })
  return { status: Number(status), headers: Object.fromEntries(pairs) }
}

interface Body {
  readonly text: string
  readonly rest: string
}

function takeBody(
  bytes: string,
  status: number,
  headers: ParsedResponse['headers'],
  { bodiless, closed }: ParseOptions,
): Body | undefined {
  if (bodiless || status < 200 || status === 204 || status === 304) return { text: '', rest: bytes }
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
