/** The environment holds settings that cannot be used. The message lists every one of them, never a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'A setting is' : `${problems.length} settings are`
    super([`${count} wrong.`, ...problems.map((problem) => `  ${problem}`)].join('\n'))
    this.problems = problems
  }
}
