/** What is wrong with one setting, in words that never hold a secret. */
export interface Problem {
  /** What to correct: a variable's name, a place in the file, or an option; undefined where the message says it. */
  readonly name?: string
  /** Its place in Config, where it is a setting. */
  readonly path?: string
  readonly file?: string
  /** Of the file, from 1. */
  readonly line?: number
  readonly message: string
}

/** Settings that cannot be used. The message lists every problem, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'A setting is' : `${problems.length} settings are`
    super([`${count} wrong.`, ...problems.map((problem) => `  ${problemLine(problem)}`)].join('\n'))
    this.problems = problems
  }
}

/** A problem in one line, with where it is. */
export function problemLine({ name, file, line, message }: Problem): string {
  const place = file === undefined ? undefined : line === undefined ? file : `${file} line ${line}`
  return [place, name, message].filter((part) => part !== undefined).join(': ')
}
