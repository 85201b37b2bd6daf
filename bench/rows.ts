import type { ScenarioName } from './scenarios/scenarios.ts'
import type { TargetName } from './targets/targets.ts'

/** What a row is held against. */
export type Wanted =
  /** Its cost in units of the baseline's. */
  | { readonly kind: 'ratio'; readonly baseline: TargetName; readonly atMost?: number }
  /** The baseline's cost in units of its own. */
  | { readonly kind: 'ahead'; readonly baseline: TargetName; readonly atLeast: number }
  /** What it adds to the baseline. */
  | { readonly kind: 'added'; readonly baseline: TargetName; readonly atMost?: number }
  | { readonly kind: 'value'; readonly atMost?: number }

export interface Row {
  readonly scenario: ScenarioName
  readonly target: TargetName
  readonly wanted: Wanted
}

const row = (scenario: ScenarioName, target: TargetName, wanted: Wanted): Row => ({ scenario, target, wanted })
const ratio = (baseline: TargetName, atMost?: number): Wanted => ({
  kind: 'ratio',
  baseline,
  ...(atMost !== undefined && { atMost }),
})
const added = (atMost?: number): Wanted => ({
  kind: 'added',
  baseline: 'direct',
  ...(atMost !== undefined && { atMost }),
})
const ahead = (baseline: TargetName, atLeast: number): Wanted => ({ kind: 'ahead', baseline, atLeast })
const value = (atMost?: number): Wanted => ({ kind: 'value', ...(atMost !== undefined && { atMost }) })

/** What the bench answers. Rows without a limit are there for comparison. */
export const rows: readonly Row[] = [
  row('request', 'sluice', ratio('pipe', 1.6)),
  row('request', 'sluice', ratio('nginx')),
  row('request', 'sluice-translated', ratio('pipe', 2.2)),
  row('request', 'sluice-apart', ratio('pipe')),
  row('request', 'sluice-gemini', ratio('pipe-gemini')),
  row('request', 'sluice-fold', ratio('pipe-whole')),
  row('request', 'sluice-stop', ratio('sluice')),
  row('request', 'sluice-redis', ratio('sluice')),
  row('request', 'sluice', ahead('portkey', 1)),
  row('request', 'sluice-translated', ahead('portkey-translated', 1)),
  row('request', 'express', ratio('pipe')),
  row('request', 'hpm', ratio('pipe')),
  row('paced', 'sluice', ratio('pipe', 1.1)),
  row('paced', 'sluice', ratio('nginx')),
  row('paced', 'sluice-translated', ratio('pipe', 1.25)),
  row('paced', 'sluice-apart', ratio('pipe', 2.2)),
  row('paced', 'sluice-gemini', ratio('pipe-gemini')),
  row('paced', 'sluice-stop', ratio('sluice')),
  row('paced', 'express', ratio('pipe')),
  row('paced', 'hpm', ratio('pipe')),
  // Of 200 such streams Portkey falls behind and saves by it, so it is met where all keep up.
  row('paced-100', 'sluice', ahead('portkey', 3)),
  row('paced-100', 'sluice-translated', ahead('portkey-translated', 3)),
  row('burst', 'sluice-translated', ratio('express', 2.5)),
  row('burst', 'sluice', ratio('express')),
  row('burst', 'sluice-apart', ratio('express')),
  row('burst', 'sluice-gemini', ratio('pipe-gemini')),
  row('burst', 'sluice-stop', ratio('sluice')),
  row('burst', 'sluice', ahead('portkey', 3)),
  row('burst', 'sluice-translated', ahead('portkey-translated', 3)),
  row('prompt', 'sluice', ratio('pipe', 2)),
  row('prompt', 'sluice-translated', ratio('pipe')),
  row('prompt', 'sluice', ahead('portkey', 1)),
  row('prompt', 'express', ratio('pipe')),
  row('first-byte', 'sluice', added(1)),
  row('first-byte', 'sluice-translated', added(1)),
  row('first-byte', 'sluice-apart', added()),
  row('first-byte', 'sluice', ahead('portkey', 1)),
  row('first-byte', 'nginx', added()),
  row('first-byte', 'pipe', added()),
  row('first-byte', 'hpm', added()),
  row('idle-2000', 'sluice', value(48)),
  row('idle-2000', 'sluice-translated', value(48)),
  row('idle-2000', 'sluice', ahead('portkey', 1)),
  row('idle-2000', 'pipe', value()),
  row('idle-2000', 'nginx', value()),
  row('idle-2000', 'hpm', value()),
  row('idle-5000', 'sluice', value(48)),
  row('leave', 'sluice', value(1)),
  row('leave', 'sluice-translated', value(1)),
  row('leave', 'sluice-apart', value(1)),
  row('leave', 'portkey', value()),
  row('leave', 'hpm', value()),
  row('leave', 'pipe', value()),
]
