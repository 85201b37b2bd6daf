/**
 * Generations of Gemini that refuse different things; `any` refuses nothing that depends on the generation
 * (scripted and tuned models). Facts: the level and budget tables of Google's thinking guide.
 */
export type Family = 'any' | '2.0' | '2.5' | '3-pro' | '3.1-pro' | '3-flash' | 'next'

const pattern = /^gemini-(\d+(?:\.\d+)?)-(pro|flash)(-lite)?/

/** `model` without `models/`. */
export function familyOf(model: string): Family {
  const [, version = '', tier, lite] = pattern.exec(model) ?? []
  if (version === '') return 'any'
  const number = Number(version)
  if (number < 2.5) return '2.0'
  if (number < 3) return '2.5'
  if (tier === 'pro') return number === 3 ? '3-pro' : number === 3.1 ? '3.1-pro' : 'next'
  return lite !== undefined || number <= 3.6 ? '3-flash' : 'next'
}

/** Needs a thought signature on the first call of every step. */
export const isSigning = (family: Family): boolean => family !== 'any' && family !== '2.0' && family !== '2.5'

/** The budgets a 2.5 model takes, in tokens; -1 (dynamic) is always taken. */
export function budgetRange(model: string): { min: number; max: number; canBeZero: boolean } {
  if (model.includes('flash-lite')) return { min: 512, max: 24_576, canBeZero: true }
  if (model.includes('flash')) return { min: 0, max: 24_576, canBeZero: true }
  return { min: 128, max: 32_768, canBeZero: false }
}

const levels: Record<Family, readonly string[]> = {
  any: ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'],
  '2.0': [],
  '2.5': [],
  '3-pro': ['LOW', 'HIGH'],
  '3.1-pro': ['LOW', 'MEDIUM', 'HIGH'],
  '3-flash': ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'],
  next: ['LOW', 'MEDIUM', 'HIGH'],
}

export const levelsOf = (family: Family): readonly string[] => levels[family]
