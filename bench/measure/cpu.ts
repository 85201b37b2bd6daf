import { readdirSync, readFileSync } from 'node:fs'

/** CPU time in microseconds. */
export interface CpuTime {
  readonly usedUs: number
  /** Ready to run, while others had the core. */
  readonly waitedUs: number
}

/** What processes have used up and waited for: the scheduler's own account, of every thread. */
export function cpuTimeOf(pids: readonly number[]): CpuTime {
  let usedNs = 0
  let waitedNs = 0
  for (const pid of pids) {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const [used, waited] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ')
      usedNs += Number(used)
      waitedNs += Number(waited)
    }
  }
  return { usedUs: usedNs / 1000, waitedUs: waitedNs / 1000 }
}

/** Resident memory of processes, in KB. */
export function rssKbOf(pids: readonly number[]): number {
  let totalKb = 0
  for (const pid of pids) {
    const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    totalKb += Number(kb)
  }
  return totalKb
}

/** A process and all that descend from it. */
export function withDescendants(pid: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = readStat(name)
    // The name in brackets may hold anything; the parent's id is the second word after it.
    if (stat !== undefined) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const found = [pid]
  for (const parent of found) {
    for (const [child, of] of parents) if (of === parent) found.push(child)
  }
  return found
}

function readStat(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    // It has ended since the folder was read.
    return undefined
  }
}
