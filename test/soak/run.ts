/**
 * `npm run soak`: the product under a mixture of clients, faults and aborts that follows from a seed. Needs nothing but
 * Node; a redis-server on PATH is used. Fails when anything comes out that should not.
 *
 *     --minutes 3 --rps 40 --processes 1|2 --seed N, and --only N for request N of that seed alone
 */
import { readOptions } from './options.ts'
import { render, verdict } from './report.ts'
import { soak } from './soak.ts'

const INTERRUPTED = 130

const options = readOptions(process.argv.slice(2))
// Whose end is told to what it has started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED))
console.log(`seed ${options.seed}`)
const findings = await soak(options, (line) => console.log(line))
console.log(render(findings))
process.exitCode = verdict(findings).length === 0 ? 0 : 1
