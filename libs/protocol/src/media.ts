import { base64Of, firstBytes, latin1Of, standardBase64 } from './base64.ts'
import { percentDecoded } from './percent.ts'

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
  const data = isBase64 ? escapedBase64(payload) : base64Of(percentDecoded(payload))
  if (data === undefined) return undefined
  return type === '' ? { data } : { mimeType: normalMimeType(type), data }
}

/** The media type that the content's first bytes show. Takes standard base64. */
export function sniffMimeType(data: string): string | undefined {
  const start = firstBytes(data, magicBytesMax)
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
function escapedBase64(payload: string): string | undefined {
  return standardBase64(payload.includes('%') ? latin1Of(percentDecoded(payload)) : payload)
}
