import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { readConfig, settings, settingsJsonSchema, settingsTable } from '@sluice/config'

const path = join(import.meta.dirname, '..', 'README.md')
const [begin, end] = ['<!-- settings: begin', '<!-- settings: end -->']

function tableOf(readme: string): string {
  const from = readme.indexOf('\n', readme.indexOf(begin)) + 1
  return readme.slice(from, readme.indexOf(end)).trim()
}

describe('README', () => {
  it('has the settings table that the settings themselves give', () => {
    const readme = readFileSync(path, 'utf8')
    if (process.env.UPDATE_README)
      writeFileSync(path, readme.replace(`-->\n${tableOf(readme)}`, `-->\n${settingsTable()}`))
    expect(tableOf(readFileSync(path, 'utf8'))).toBe(settingsTable())
  })

  it('has a file of settings that can be used as it is', () => {
    const [, file = ''] = /```yaml\n(.+?)```/s.exec(readFileSync(path, 'utf8')) ?? []
    const config = readConfig({ SLUICE_CONFIG: 'sluice.yaml' }, () => file)
    expect(config.clients.keys).toEqual(['sk-for-ann', 'sk-for-bob'])
    expect(config.stopTags).toEqual([{ model: 'gemini-*', tags: [{ tag: '</answer>', include: false }] }])
  })

  it('names no setting and no npm script that does not exist', () => {
    const readme = readFileSync(path, 'utf8')
    const { scripts } = JSON.parse(readFileSync(join(path, '..', 'package.json'), 'utf8'))
    const named = [...readme.matchAll(/\b(SLUICE_[A-Z_]+)\b/g)].map((match) => match[1] ?? '')
    expect(named.filter((name) => !Object.hasOwn(settings, name.replace(/_FILE$/, '')))).toEqual([])
    const run = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '')
    expect(run.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
  })
})

describe('docs/words.md', () => {
  it('says where each thing lives, rightly', () => {
    const root = join(import.meta.dirname, '..')
    const words = readFileSync(join(root, 'docs', 'words.md'), 'utf8')
    const paths = [...words.matchAll(/`((?:libs|services)\/[^`]+)`/g)].map((match) => match[1] ?? '')
    expect(paths.length).toBeGreaterThan(40)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('docs/sluice.schema.json', () => {
  const schemaPath = join(import.meta.dirname, '..', 'docs', 'sluice.schema.json')

  it('is what the settings themselves give', () => {
    const schema = `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`
    if (process.env.UPDATE_README) writeFileSync(schemaPath, schema)
    expect(readFileSync(schemaPath, 'utf8')).toBe(schema)
  })
})
