import type { JsonObject } from '../../json/json.ts'

/** Parts that no event carries: the steps of tools that Google runs, and sound and films, whose place a text takes. */
const lostParts = ['toolCall', 'toolResponse', 'inlineData', 'fileData'] as const

const nameOf = (part: string) => `answer.candidates[].content.parts[].${part}`

export const lostNames: readonly string[] = lostParts.map(nameOf)

/** Name of what this part holds and nothing carries. */
export function lostOfPart(part: JsonObject): string | undefined {
  const name = lostParts.find((member) => part[member] !== undefined)
  return name && nameOf(name)
}
