const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** File name extension to media type. The first extension of a type is the one that `extensionOf` gives. */
const typesByExtension: ReadonlyMap<string, string> = new Map(
  Object.entries({
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    heic: 'image/heic',
    heif: 'image/heif',
    avif: 'image/avif',
    bmp: 'image/bmp',
    svg: 'image/svg+xml',
    pdf: 'application/pdf',
    wav: 'audio/wav',
    mp3: 'audio/mp3',
    m4a: 'audio/mp4',
    aac: 'audio/aac',
    ogg: 'audio/ogg',
    flac: 'audio/flac',
    mp4: 'video/mp4',
    mov: 'video/quicktime',
    webm: 'video/webm',
    mpeg: 'video/mpeg',
    txt: 'text/plain',
    md: 'text/markdown',
    csv: 'text/csv',
    html: 'text/html',
    xml: 'text/xml',
    json: 'application/json',
  }),
)

/** Names that clients use beside the usual one. */
const usualNames: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
])

/** How a content begins: Latin-1 text at an offset. The first match counts. */
const magics: readonly { readonly offset: number; readonly text: string; readonly type: string }[] = [
  { offset: 0, text: '\x89PNG', type: 'image/png' },
  { offset: 0, text: '\xff\xd8\xff', type: 'image/jpeg' },
  { offset: 0, text: 'GIF8', type: 'image/gif' },
  { offset: 0, text: '%PDF', type: 'application/pdf' },
  { offset: 8, text: 'WEBP', type: 'image/webp' },
  { offset: 8, text: 'WAVE', type: 'audio/wav' },
  { offset: 0, text: 'ID3', type: 'audio/mp3' },
  { offset: 0, text: '\xff\xfb', type: 'audio/mp3' },
  { offset: 0, text: '\xff\xf3', type: 'audio/mp3' },
  { offset: 0, text: '\xff\xf2', type: 'audio/mp3' },
  { offset: 0, text: 'OggS', type: 'audio/ogg' },
  { offset: 0, text: 'fLaC', type: 'audio/flac' },
  { offset: 4, text: 'ftypheic', type: 'image/heic' },
  { offset: 4, text: 'ftypavif', type: 'image/avif' },
  { offset: 4, text: 'ftypM4A', type: 'audio/mp4' },
  { offset: 4, text: 'ftyp', type: 'video/mp4' },
  { offset: 0, text: '\x1aE\xdf\xa3', type: 'video/webm' },
]

/** Longest beginning that `magics` looks at. */
const magicBytesMax = 12

interface DataUrl {
  /** Under its usual name, without parameters; absent when the URL names none. */
  readonly mimeType?: string
  /** Standard base64 with padding. */
  readonly data: string
}

/** The content of a `data:` URL, base64 or percent-encoded; undefined when it is none or cannot be decoded. */
export function parseDataUrl(url: string): DataUrl | undefined {
  const comma = url.indexOf(',')
  if (comma === -1 || url.slice(0, 5).toLowerCase() !== 'data:') return undefined
  const [type = '', ...parameters] = url
    .slice(5, comma)
    .split(';')
    .map((item) => item.trim())
  const isBase64 = parameters.at(-1)?.toLowerCase() === 'base64'
  const payload = url.slice(comma + 1)
  const data = isBase64 ? standardBase64(unescapedBase64(payload)) : base64(percentDecoded(payload))
  if (data === undefined) return undefined
  return type === '' ? { data } : { mimeType: normalMimeType(type), data }
}

/** The text in the standard alphabet, padded, without white space; undefined when it is not base64. */
export function standardBase64(text: string): string | undefined {
  const digits = text.replace(/\s+/g, '').replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  if (digits.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(digits)) return undefined
  return digits + '='.repeat((4 - (digits.length % 4)) % 4)
}

/** The media type that the content's first bytes show. Takes standard base64. */
export function sniffMimeType(data: string): string | undefined {
  const start = firstBytes(data)
  return magics.find(({ offset, text }) => start.startsWith(text, offset))?.type
}

/** The media type by the extension of a file name or a URL's path; the query says nothing. */
export function mimeTypeOfName(nameOrUrl: string): string | undefined {
  const path = nameOrUrl.split(/[?#]/, 1)[0] ?? ''
  const name =
    path
      .replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
      .split('/')
      .at(-1) ?? ''
  const dot = name.lastIndexOf('.')
  return dot === -1 ? undefined : typesByExtension.get(name.slice(dot + 1).toLowerCase())
}

/** An extension for files of this media type: its subtype where no other is known. */
export function extensionOf(mimeType: string): string {
  const known = [...typesByExtension].find(([, type]) => type === mimeType)
  return known?.[0] ?? (/\/(?:x-)?([a-z\d]+)/.exec(mimeType)?.[1] || 'bin')
}

/** The media type under its usual name, in lower case; parameters stay. */
export function normalMimeType(type: string): string {
  const [essence = '', ...parameters] = type.trim().split(';')
  const name = essence.trim().toLowerCase()
  return [usualNames.get(name) ?? name, ...parameters].join(';')
}

/** Some clients escape `+`, `/` and `=` of the base64 in a data URL. */
function unescapedBase64(payload: string): string {
  return payload.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function percentDecoded(payload: string): number[] {
  const ascii = payload.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/[^\x00-\x7f]+/g, encodeURIComponent)
  const bytes: number[] = []
  for (let at = 0; at < ascii.length; at++) {
    const escaped = ascii[at] === '%' ? /^[\da-f]{2}$/i.exec(ascii.slice(at + 1, at + 3))?.[0] : undefined
    bytes.push(escaped === undefined ? ascii.charCodeAt(at) : Number.parseInt(escaped, 16))
    if (escaped !== undefined) at += 2
  }
  return bytes
}

function base64(bytes: readonly number[]): string {
  const quads: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.slice(at, at + 3)
    const bits = (first << 16) | (second << 8) | third
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63])
    const used = Math.min(4, bytes.length - at + 1)
    quads.push(digits.slice(0, used).join('').padEnd(4, '='))
  }
  return quads.join('')
}

/** The first bytes as Latin-1 text. */
function firstBytes(data: string): string {
  const digits = data.slice(0, (magicBytesMax / 3) * 4).replace(/=+$/, '')
  let bits = 0
  let count = 0
  let text = ''
  for (const digit of digits) {
    bits = ((bits << 6) | alphabet.indexOf(digit)) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    text += String.fromCharCode((bits >> count) & 0xff)
  }
  return text
}
