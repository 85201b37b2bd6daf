import { append } from '../../append.ts'
import { standardBase64 } from '../../base64.ts'
import type { MediaPart, MediaSource } from '../../canonical/blocks.ts'
import { mimeTypeOfName, normalMimeType, parseDataUrl, sniffMimeType } from '../../media.ts'
import type { Fields } from './fields.ts'

/** A name in Google's Files API. */
const filesApiName = /^files\/[\w-]+$/

/** `image_url` and `video_url`: an object with a URL, or the URL itself as some clients write it. */
export function linkedPart(part: Fields, name: string, dropped: string[]): MediaPart {
  const value = part.value(name)
  if (typeof value === 'string') return { type: 'media', ...fromUrl(part, name), at: part.path(name) }
  const link = part.required(name)
  const detail = link.string('detail')
  if (detail && detail !== 'auto') dropped.push(link.path('detail'))
  append(dropped, link.others(new Set(['url', 'detail'])))
  return { type: 'media', ...fromUrl(link, 'url'), at: link.path('url') }
}

/** `input_audio`: base64 with a format such as wav or mp3. */
export function audioPart(part: Fields, dropped: string[]): MediaPart {
  const audio = part.required('input_audio')
  append(dropped, audio.others(new Set(['data', 'format'])))
  const format = audio.string('format')?.toLowerCase()
  if (format !== undefined && !/^[\w.+-]+$/.test(format)) throw audio.wrong('format', 'must be wav, mp3 or the like')
  const { mimeType, source } = fromData(audio, 'data')
  return { type: 'media', mimeType: format ? `audio/${format}` : mimeType, source, at: audio.path('data') }
}

/** `file`: content in the request, or a name of Google's Files API. Other vendors' file ids mean nothing elsewhere. */
export function filePart(part: Fields, dropped: string[]): MediaPart {
  const file = part.required('file')
  append(dropped, file.others(new Set(['file_data', 'file_id', 'filename'])))
  const filename = file.string('filename') || undefined
  if (file.string('file_data')) {
    const { mimeType, source } = fromData(file, 'file_data', filename)
    return { type: 'media', mimeType, source, filename, at: file.path('file_data') }
  }
  const id = file.string('file_id')
  if (!id) throw file.wrong('file_data', 'must hold the content, as base64 or a data URL')
  const at = file.path('file_id')
  if (filesApiName.test(id)) return { type: 'media', source: { type: 'file', id }, filename, at }
  if (/^https:\/\//i.test(id)) return { type: 'media', source: { type: 'url', url: id }, filename, at }
  throw file.wrong('file_id', 'is not known to this model; send the content as file_data')
}

type Content = Pick<MediaPart, 'mimeType' | 'source'>

function fromUrl(fields: Fields, name: string): Content {
  const url = fields.name(name).trim()
  if (/^data:/i.test(url)) return fromDataUrl(fields, name, url)
  if (filesApiName.test(url)) return { source: { type: 'file', id: url } }
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(url)) throw fields.wrong(name, 'must be an https address or a data URL')
  return { mimeType: mimeTypeOfName(url), source: { type: 'url', url } }
}

function fromData(fields: Fields, name: string, filename = ''): Content {
  const text = fields.name(name)
  if (/^data:/i.test(text)) return fromDataUrl(fields, name, text, filename)
  if (/^https:\/\//i.test(text)) return { mimeType: mimeTypeOfName(text), source: { type: 'url', url: text } }
  return content(fields, name, standardBase64(text), mimeTypeOfName(filename))
}

function fromDataUrl(fields: Fields, name: string, url: string, filename = ''): Content {
  const parsed = parseDataUrl(url)
  return content(fields, name, parsed?.data, parsed?.mimeType ?? mimeTypeOfName(filename))
}

function content(fields: Fields, name: string, data: string | undefined, mimeType: string | undefined): Content {
  if (!data) throw fields.wrong(name, 'must be base64 of some content, or a data URL')
  const type = mimeType ?? sniffMimeType(data)
  const source: MediaSource = { type: 'base64', data }
  return { mimeType: type && normalMimeType(type), source }
}
