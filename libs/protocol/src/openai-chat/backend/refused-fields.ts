import type { GenerationRequest, ScalarField } from '../../canonical/request.ts'

/** Kept in another way: the decoder takes only the first call of each choice. */
const keptElsewhere: readonly ScalarField[] = ['parallelToolCalls']

/** The request without fields that its model refuses, and which of them it said. */
export function withoutRefused(
  request: GenerationRequest,
  refuses: readonly ScalarField[],
): { readonly request: GenerationRequest; readonly lost: readonly ScalarField[] } {
  const said = refuses.filter((field) => isSaid(request[field]))
  const rest = { ...request }
  for (const field of said) {
    if (field === 'stop') rest.stop = []
    else delete (rest as Partial<Record<ScalarField, unknown>>)[field]
  }
  return { request: rest, lost: said.filter((field) => !keptElsewhere.includes(field)) }
}

function isSaid(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}
