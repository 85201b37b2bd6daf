import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { serve, type VendorCounts } from './connection.ts'
import { Pacing } from './pacing.ts'

/** The mock as a process of its own: tells its parent the port, then its counts whenever it is asked. */
const counts: VendorCounts = { requests: 0, events: 0, open: 0 }
const pacing = new Pacing()
const server = createServer((socket) => serve(socket, pacing, counts))
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
await once(server, 'listening')
process.on('message', () => process.send?.(counts))
process.on('disconnect', () => process.exit())
process.send?.((server.address() as AddressInfo).port)
