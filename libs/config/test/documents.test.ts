import { describe, expect, it } from '@jest/globals'
import { settings, settingsJsonSchema, settingsTable } from '../src/index.ts'

describe('settingsTable', () => {
  const lines = settingsTable().split('\n')

  it('has one row for each setting, with as many cells as the head', () => {
    expect(lines).toHaveLength(2 + Object.keys(settings).length)
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(6)
  })

  it('names defaults, aliases and files of secrets', () => {
    const row = (name: string): string | undefined => lines.find((line) => line.startsWith(`| \`${name}\``))
    expect(row('GATEWAY_PORT')).toContain('`3002`')
    expect(row('SLUICE_FIRST_BYTE_TIMEOUT_MS')).toMatch(/`TIMEOUT`: a number of seconds/)
    expect(row('UPSTREAM_API_KEY')).toContain('`UPSTREAM_API_KEY_FILE`')
    expect(row('UPSTREAM_API_KEY')).toContain('`FIXED_API_KEY`')
  })
})

describe('settingsJsonSchema', () => {
  const schema = JSON.stringify(settingsJsonSchema())

  it('gives an editor types, bounds, defaults and descriptions', () => {
    expect(settingsJsonSchema()).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: {
        gateway: {
          additionalProperties: false,
          properties: {
            port: {
              type: 'integer',
              minimum: 0,
              maximum: 65_535,
              default: 3002,
              description: 'Port of the gateway. In the environment: GATEWAY_PORT.',
            },
          },
        },
        logLevel: { enum: expect.arrayContaining(['info', 'debug']) },
      },
    })
  })

  it('requires nothing, and holds none of our own words about a setting', () => {
    expect(schema).not.toMatch(/"(variables|form|reason|secret)":/)
    expect(settingsJsonSchema()).not.toHaveProperty('required')
  })
})
