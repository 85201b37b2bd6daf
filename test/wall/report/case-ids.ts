import { catalogue } from '../catalogue.ts'

const known = new Set<string>(catalogue.map(({ id }) => id))

/** The cases that a title names: `U20` as a word. */
export function caseIdsIn(title: string): string[] {
  return [...new Set(title.match(/\b[UCRPLS]\d\d\b/g))].filter((id) => known.has(id))
}
