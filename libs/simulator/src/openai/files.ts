import { jsonReply, type Reply, wholeReply } from '../reply.ts'
import { OpenAIRefusal, refuse } from './error.ts'
import { readForm } from './multipart.ts'

const limits = { filesMax: 1_000 }
const createdAt = 1_763_640_000

interface StoredFile {
  readonly id: string
  readonly object: 'file'
  readonly bytes: number
  readonly created_at: number
  readonly filename: string
  readonly purpose: string
  readonly status: 'processed'
}

/** `/v1/files`, in memory. */
export class Files {
  readonly #files = new Map<string, { file: StoredFile; content: Buffer }>()
  #count = 0

  /** `rest` is what follows `/files`: nothing, `/{id}` or `/{id}/content`. Throws an OpenAIRefusal. */
  answer(method: string, rest: string, body: Buffer, contentType: string): Reply | undefined {
    const [, id = '', content] = /^(?:\/([^/]+)(\/content)?)?$/.exec(rest) ?? []
    if (method === 'POST' && rest === '') return jsonReply(this.#store(body, contentType))
    if (method === 'GET' && rest === '') {
      return jsonReply({ object: 'list', data: [...this.#files.values()].map(({ file }) => file), has_more: false })
    }
    if (id === '' || (method !== 'GET' && method !== 'DELETE')) return undefined
    const found = this.#files.get(id)
    if (found === undefined) throw new OpenAIRefusal(404, `No such File object: ${id}`, 'id')
    if (content !== undefined) return wholeReply(200, found.content, { 'content-type': 'application/octet-stream' })
    if (method === 'GET') return jsonReply(found.file)
    this.#files.delete(id)
    return jsonReply({ id, object: 'file', deleted: true })
  }

  #store(body: Buffer, contentType: string): StoredFile {
    const form = readForm(body, contentType)
    const upload = form.find(({ name }) => name === 'file')
    if (upload === undefined) throw refuse("'file' is a required property", 'file')
    const id = `file-sim${++this.#count}`
    const file: StoredFile = {
      id,
      object: 'file',
      bytes: upload.content.length,
      created_at: createdAt,
      filename: upload.filename ?? 'upload',
      purpose: form.find(({ name }) => name === 'purpose')?.content.toString('utf8') ?? 'user_data',
      status: 'processed',
    }
    if (this.#files.size >= limits.filesMax) this.#files.clear()
    this.#files.set(id, { file, content: upload.content })
    return file
  }
}
