import type { Asked } from '../codec.ts'
import type { JsonObject } from '../json/json.ts'
import { objectOf } from './wire.ts'

/** Whether the client reads usage at the end of its answer; a whole answer always has it. */
export function includesUsage({ input, framing }: Pick<Asked, 'input' | 'framing'>): boolean {
  return framing === 'whole' || asksForUsage(input.body)
}

/** `stream_options.include_usage` */
export function asksForUsage(body: JsonObject): boolean {
  return objectOf(body.stream_options)?.include_usage === true
}
