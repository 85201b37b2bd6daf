import { connections } from './connections.ts'
import { framing } from './framing.ts'
import { headers } from './headers.ts'
import { hops } from './hops.ts'
import type { Row } from './row.ts'
import { targets } from './targets.ts'

/** Odd requests, byte by byte, under the cases of the catalogue that they belong to. */
export const corpus: Readonly<Record<string, readonly Row[]>> = {
  'framing (S40)': framing,
  'headers (C25, C26, S40)': headers,
  'headers that stay here (C22, C23)': hops,
  'targets (C34, S17)': targets,
  'methods and connections (C32, C35)': connections,
}
