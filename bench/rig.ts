import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Child, killAll } from './children.ts'
import type { Command, Reply, Results, Watched } from './load/commands.ts'
import type { Started, Target } from './targets/target.ts'
import type { VendorCounts } from './vendor/connection.ts'

/** A target that runs, with the processes to be watched. */
export interface Running {
  readonly target: Target
  readonly port: number
  readonly vendorPort: number
  readonly watched: Watched
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** The mock, the load and the folders of one run. */
export interface Rig {
  command<Kind extends Command['kind']>(command: Extract<Command, { readonly kind: Kind }>): Promise<Results[Kind]>
  vendorCounts(): Promise<VendorCounts>
  start(target: Target): Promise<Running>
  close(): void
}

/** Starts the mock and the load. `tree` is the checkout whose Sluice is measured. */
export async function openRig(tree: string): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const program = (name: string) =>
    new Child([process.execPath, join(import.meta.dirname, name, 'main.ts')], {
      place: 'bench',
      logFile: join(folder, `${name}.log`),
      channel: true,
    })
  const vendor = program('vendor')
  const vendorPort = await vendor.message<number>()
  const load = program('load')
  let count = 0
  return {
    command: async (command) => {
      load.send(command)
      const reply = await load.message<Reply>()
      if ('failure' in reply) throw new Error(reply.failure)
      return reply.result as Results[typeof command.kind]
    },
    vendorCounts: () => {
      vendor.send({})
      return vendor.message()
    },
    start: async (target) => {
      const own = mkdtempSync(join(folder, `${count++}-`))
      return running(target, await target.start({ vendorPort, folder: own, tree }), vendorPort, vendor)
    },
    close: () => {
      killAll()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function running(
  target: Target,
  { port, children, helpers = [] }: Started,
  vendorPort: number,
  vendor: Child,
): Running {
  return {
    target,
    port,
    vendorPort,
    watched: { target: children.flatMap(({ pids }) => pids), vendor: vendor.pids },
    stop: async (signal) => {
      await Promise.all([...children, ...helpers].map((child) => child.stop(signal)))
    },
  }
}
