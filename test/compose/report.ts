/** Counts checks and says how each went: a run of minutes wants to be followed. */
export class Report {
  passed = 0
  failed = 0

  /** One behaviour, which `proof` shows by not throwing; text that it returns is told as its figures. */
  async check(behaviour: string, proof: () => Promise<unknown>): Promise<void> {
    try {
      const figures = await proof()
      this.passed++
      console.log(`ok      ${behaviour}${typeof figures === 'string' ? `: ${figures}` : ''}`)
    } catch (error) {
      this.failed++
      console.log(
        `FAILED  ${behaviour}\n        ${(error instanceof Error ? error.message : String(error)).replaceAll('\n', '\n        ')}`,
      )
    }
  }

  section(name: string): void {
    console.log(`\n${name}`)
  }

  skip(behaviour: string, why: string): void {
    console.log(`SKIPPED ${behaviour}: ${why}`)
  }
}
