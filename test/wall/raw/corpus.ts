import { framing } from './framing.ts'
import { headers } from './headers.ts'
import type { Row } from './row.ts'
import { targets } from './targets.ts'

/** Odd requests, byte by byte, by the fault that they belong to. */
export const corpus: Readonly<Record<string, readonly Row[]>> = { framing, headers, targets }
