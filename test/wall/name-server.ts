import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What the server says of a name: its IPv4 address, that there is none, or nothing at all. */
export type Reply = string | 'no-such-name' | 'silence'

export interface NameServer {
  /** Replies by name; a name that is missing does not exist. */
  readonly replies: Map<string, Reply>
  close(): void
}

const PORT = 53
const HEADER_BYTES = 12
const TYPE_A = 1
const FLAGS = { answer: 0x8580, noSuchName: 0x8583 }
const TTL_S = 0

/** A DNS server on the port that every resolver asks, so only for who may open it. */
export async function startNameServer(address: string): Promise<NameServer> {
  const replies = new Map<string, Reply>()
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address: to }) => {
    const { name, type, endsAt } = questionIn(query)
    const reply = replies.get(name) ?? 'no-such-name'
    if (reply !== 'silence') socket.send(answerTo(query.subarray(0, endsAt), reply, type), port, to)
  })
  socket.bind(PORT, address)
  await once(socket, 'listening')
  return { replies, close: () => socket.close() }
}

function questionIn(query: Buffer): { name: string; type: number; endsAt: number } {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), endsAt: at + 5 }
}

function answerTo(question: Buffer, reply: string, type: number): Buffer {
  const isKnown = reply !== 'no-such-name'
  const record = Buffer.from([
    0xc0,
    HEADER_BYTES,
    0,
    TYPE_A,
    0,
    1,
    0,
    0,
    0,
    TTL_S,
    0,
    4,
    ...reply.split('.').map(Number),
  ])
  const records = isKnown && type === TYPE_A ? [record] : []
  const head = Buffer.from(question)
  head.writeUInt16BE(isKnown ? FLAGS.answer : FLAGS.noSuchName, 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...records])
}
