import type { RequestRecord } from '@sluice/record'
import type { Progress } from '@sluice/relay'

/** Says of an answer that is over what it used, what of it the client did not get, and whether a stop tag ended it. */
export function recordAnswer(record: RequestRecord, { usage, ended, lost }: Progress): void {
  record.used(usage)
  record.lost(lost)
  if (ended === 'early-stop') record.stopped()
}
