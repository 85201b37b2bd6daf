import { describe, expect, it } from '@jest/globals'
import { settings, settingsTable } from '../src/index.ts'

describe('settingsTable', () => {
  const lines = settingsTable().split('\n')

  it('has one row for each setting, with as many cells as the head', () => {
    expect(lines).toHaveLength(2 + Object.keys(settings).length)
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(5)
  })

  it('names defaults, aliases and files of secrets', () => {
    const row = (name: string): string | undefined => lines.find((line) => line.startsWith(`| \`${name}\``))
    expect(row('GATEWAY_PORT')).toContain('`3002`')
    expect(row('SLUICE_FIRST_BYTE_TIMEOUT_MS')).toMatch(/`TIMEOUT`: a number of seconds/)
    expect(row('UPSTREAM_API_KEY')).toContain('`UPSTREAM_API_KEY_FILE`')
    expect(row('UPSTREAM_API_KEY')).toContain('`FIXED_API_KEY`')
  })
})
