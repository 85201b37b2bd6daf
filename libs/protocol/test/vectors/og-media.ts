import type { JsonObject } from '../../src/index.ts'
import type { RequestVector } from './check.ts'
import { pdf, png, userParts, withParts } from './macros.ts'

const imageUrl = (url: string): JsonObject => withParts({ type: 'image_url', image_url: { url } })
const firstPart = 'contents[0].parts[0]'
const pdfPart = { inlineData: { mimeType: 'application/pdf', data: pdf } }

export const ogMediaVectors: readonly RequestVector[] = [
  {
    id: 'T017',
    name: 'a data URL becomes inline data and its detail is ignored',
    in: withParts(
      { type: 'text', text: 't' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${png}`, detail: 'high' } },
    ),
    exactAt: { contents: [userParts({ text: 't' }, { inlineData: { mimeType: 'image/png', data: png } })] },
    absent: ['generationConfig'],
    dropped: 'unsaid',
  },
  {
    id: 'T019',
    name: 'URL-safe base64 becomes standard base64',
    in: imageUrl('data:image/webp;base64,-__--_8='),
    exactAt: { [firstPart]: { inlineData: { mimeType: 'image/webp', data: '+//++/8=' } } },
  },
  {
    id: 'T020',
    name: 'a percent-encoded data URL becomes base64',
    in: imageUrl('data:image/svg+xml,%3Csvg%2F%3E'),
    exactAt: { [firstPart]: { inlineData: { mimeType: 'image/svg+xml', data: 'PHN2Zy8+' } } },
  },
  {
    id: 'T022',
    name: 'a data URL without a type is told by its first bytes',
    in: imageUrl(`data:;base64,${png}`),
    exactAt: { [`${firstPart}.inlineData.mimeType`]: 'image/png' },
  },
  {
    id: 'T023',
    name: 'base64 that cannot be decoded is refused',
    in: imageUrl('data:image/png;base64,@@@'),
    error: { param: 'messages[0].content[0].image_url.url' },
  },
  {
    id: 'T025',
    name: 'the type of a remote image comes from its path, never from its query',
    in: imageUrl('https://x.test/a/p.PNG?sig=1.jpg'),
    exactAt: { [firstPart]: { fileData: { fileUri: 'https://x.test/a/p.PNG?sig=1.jpg', mimeType: 'image/png' } } },
  },
  {
    id: 'T026',
    name: 'a remote image without an extension has no type',
    in: imageUrl('https://x.test/img'),
    exactAt: { [firstPart]: { fileData: { fileUri: 'https://x.test/img' } } },
  },
  {
    id: 'T029',
    name: 'a YouTube address passes without a type',
    in: withParts({ type: 'video_url', video_url: { url: 'https://www.youtube.com/watch?v=abc' } }),
    exactAt: { [firstPart]: { fileData: { fileUri: 'https://www.youtube.com/watch?v=abc' } } },
  },
  {
    id: 'T031',
    name: 'a file as a data URL and as bare base64 give the same part',
    in: withParts(
      { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${pdf}` } },
      { type: 'file', file: { filename: 'a.pdf', file_data: pdf } },
    ),
    exactAt: { 'contents[0].parts': [pdfPart, pdfPart] },
  },
  {
    id: 'T032',
    name: 'a Files API name becomes its address',
    in: withParts({ type: 'file', file: { file_id: 'files/abc' } }),
    exactAt: {
      [firstPart]: { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
    },
  },
]
