import type { Command, Reply } from './commands.ts'
import { runCommand } from './run-command.ts'

/** The load as a process of its own: takes one command at a time from its parent. */
process.on('message', async (command: Command) => {
  const reply = await runCommand(command).then(
    (result): Reply => ({ result }),
    (error: Error): Reply => ({ failure: error.message }),
  )
  process.send?.(reply)
})
process.on('disconnect', () => process.exit())
