import type { RequestRecord } from '@sluice/record'
import type { Progress } from '@sluice/relay'

/** Says of an answer that is over what it used and whether a stop tag ended it. */
export function recordAnswer(record: RequestRecord, { usage, ended }: Progress): void {
  record.used(usage)
  if (ended === 'early-stop') record.stopped()
}
