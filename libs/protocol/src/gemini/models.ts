/** Models that take the same amounts of thinking. */
export type FamilyName =
  /** Up to 2.0, images and speech of 2.5, Gemma up to 3 ("Thinking is not enabled for this model"). */
  | 'unthinking'
  | '2.5-pro'
  | '2.5-flash'
  | '2.5-flash-lite'
  | '3-pro'
  | '3.1-pro'
  /** Flash up to 3.6, and every Flash-Lite from 3 on. */
  | '3-flash'
  /** Whatever came later; unknown names too. */
  | 'newest'

export interface Family {
  readonly name: FamilyName
  /** Takes presence and frequency penalties ("Penalty is not enabled for this model"). */
  readonly penalties: boolean
  /** A request may end with a model turn, which the model continues. */
  readonly prefill: boolean
  /** The first call of every model turn must carry a thought signature. */
  readonly signedCalls: boolean
  /** Functions go together with JSON output, Google's own tools, media in results and mode VALIDATED. */
  readonly combinesTools: boolean
}

interface Version {
  /** 3.1 is 301, so that 3.10 is newer than 3.7. */
  readonly number: number
  /** What follows the version: `flash-lite-preview`. */
  readonly rest: string
}

/**
 * Google's own id of a model. Its OpenAI layer and many catalogues name models with their vendor (`google/…`); its ids
 * have no capital letter, which people give them (`Gemini-2.5-Flash`).
 */
export function googleModelId(model: string): string {
  const id = model.replace(/^models\//, '').replace(/^google\//i, '')
  return /^ge(?:mini|mma)-/i.test(id) ? id.toLowerCase() : id
}

/** What the model of this name can do. `models/` and other folders before it do not matter. */
export function familyOf(model: string): Family {
  const id = googleModelId(model.slice(model.lastIndexOf('/') + 1))
  const version = versionOf(id)
  const isThird = version === undefined || version.number >= 300
  return {
    name: version ? nameOf(version) : unversionedName(id),
    penalties: version !== undefined && version.number < 205,
    prefill: version !== undefined && version.number <= 301,
    signedCalls: isThird,
    combinesTools: isThird,
  }
}

/** `gemini-2.5-pro`, `gemini-live-2.5-flash-preview`; undefined for `gemini-flash-latest` and other vendors' names. */
function versionOf(id: string): Version | undefined {
  const match = /^gemini-(?:[a-z]+-)*(\d{1,2})(?:\.(\d{1,2}))?(?:-(.*))?$/.exec(id)
  if (!match) return undefined
  const [, major, minor = '0', rest = ''] = match
  return { number: Number(major) * 100 + Number(minor), rest }
}

function nameOf({ number, rest }: Version): FamilyName {
  if (number < 205 || (number < 300 && /-(?:image|tts)(?:-|$)/.test(rest))) return 'unthinking'
  const isLite = rest.startsWith('flash-lite')
  if (number < 300) return rest.startsWith('pro') ? '2.5-pro' : isLite ? '2.5-flash-lite' : '2.5-flash'
  if (isLite) return '3-flash'
  if (rest.startsWith('flash')) return number <= 306 ? '3-flash' : 'newest'
  if (rest.startsWith('pro') && number <= 301) return number === 300 ? '3-pro' : '3.1-pro'
  return 'newest'
}

function unversionedName(id: string): FamilyName {
  if (/^gemma-[1-3](?!\d)/.test(id)) return 'unthinking'
  return id.includes('flash-lite') ? '3-flash' : 'newest'
}
