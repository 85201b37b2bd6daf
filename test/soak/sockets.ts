import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The TCP sockets of a process, by who is at the other end. */
export interface Sockets {
  readonly listening: number
  /** Accepted on a port that it listens on. */
  readonly clients: number
  /** Opened by itself. */
  readonly outgoing: number
  /** Given up by the peer and not yet by the process. */
  readonly closeWait: number
}

const LISTEN = '0A'
const CLOSE_WAIT = '08'

/** Reads them from /proc; undefined where there is none. */
export function socketsOf(pid: number): Sockets | undefined {
  try {
    const own = new Set(inodesOf(pid))
    const sockets = tcpOf(pid).filter(({ inode }) => own.has(inode))
    const ports = new Set(sockets.filter(({ state }) => state === LISTEN).map(({ port }) => port))
    const connected = sockets.filter(({ state }) => state !== LISTEN)
    const clients = connected.filter(({ port }) => ports.has(port)).length
    return {
      listening: ports.size,
      clients,
      outgoing: connected.length - clients,
      closeWait: connected.filter(({ state }) => state === CLOSE_WAIT).length,
    }
  } catch {
    return undefined
  }
}

/** Resident memory in MB; 0 where there is no /proc. */
export function rssMbOf(pid: number): number {
  try {
    const [, kb = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return Number(kb) / 1024
  } catch {
    return 0
  }
}

function inodesOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      // Closed since the folder was read.
      return []
    }
  })
}

function tcpOf(pid: number): { readonly port: string; readonly state: string; readonly inode: string }[] {
  const tables = ['tcp', 'tcp6'].map((table) => readFileSync(`/proc/${pid}/net/${table}`, 'latin1'))
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
        return { port: local.split(':')[1] ?? '', state, inode }
      }),
  )
}
