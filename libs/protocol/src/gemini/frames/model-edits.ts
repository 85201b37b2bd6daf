import type { RequestInput } from '../../codec.ts'
import type { Edit } from '../../json/edit.ts'

/** The model of the path is the one that is asked. A body that names another is sent without it. */
export function modelEdits({ body, model }: RequestInput): readonly Edit[] {
  const named = body.model
  if (named === undefined || named === model || named === `models/${model}`) return []
  return [{ path: ['model'], remove: true }]
}
