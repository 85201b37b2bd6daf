import { describe, expect, it } from '@jest/globals'
import type { CustomTool, FunctionTool, Tool } from '../src/index.ts'
import { createToolNames, type NameRule } from '../src/tool-names.ts'
import { sources } from './vectors/check.ts'

const rule: NameRule = { charsMax: 20, isAllowed: /^[\w-]{1,20}$/, refused: /[^\w-]/g }
const functionTool = (name: string, namespace?: string): FunctionTool => ({
  type: 'function',
  name,
  at: name,
  ...(namespace !== undefined && { namespace }),
})
const custom: CustomTool = { type: 'custom', name: 'patch', at: 'patch' }
const namesOf = (...tools: Tool[]) => createToolNames(tools, rule, sources)

describe('names of tools', () => {
  it('stay where the vendor takes them, and need no way back', () => {
    const names = namesOf(functionTool('read-file'))
    expect(names.declared({ name: 'read-file' })).toBe('read-file')
    expect(names.originals.size).toBe(0)
  })

  it('keep tools of several namespaces apart, and give each its two names back', () => {
    const tools = [functionTool('read', 'fs'), functionTool('read', 'mcp__git__'), functionTool('read')]
    const names = namesOf(...tools)
    expect(tools.map(names.declared)).toEqual(['fs__read', 'mcp__git__read', 'read'])
    expect(names.originals.get('fs__read')).toEqual({ name: 'read', namespace: 'fs' })
    expect(names.originals.get('mcp__git__read')).toEqual({ name: 'read', namespace: 'mcp__git__' })
    expect(names.declaredAll('read')).toEqual(['fs__read', 'mcp__git__read', 'read'])
  })

  it('stay apart where two namespaces join to one name', () => {
    const tools = [functionTool('b__c', 'a'), functionTool('c', 'a__b'), functionTool('a__b__c')]
    const declared = tools.map(namesOf(...tools).declared)
    expect(new Set(declared).size).toBe(3)
    expect(declared[2]).toBe('a__b__c')
  })

  it('are cut where they are too long, with what keeps them apart', () => {
    const tools = [functionTool('x'.repeat(30)), functionTool(`${'x'.repeat(30)}y`)]
    const declared = tools.map(namesOf(...tools).declared)
    expect(new Set(declared).size).toBe(2)
    for (const name of declared) expect(name).toMatch(rule.isAllowed)
  })

  it('tell that a tool is a custom one', () => {
    expect(namesOf(custom).originals.get('patch')).toEqual({ name: 'patch', custom: true })
  })

  it('are the same for a tool of the history that is declared no more', () => {
    expect(namesOf().declared({ name: 'fs.read:file' })).toBe('fs_read_file')
  })
})
