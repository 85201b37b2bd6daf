import { describe, expect, it } from '@jest/globals'
import { errorKinds, GatewayError } from '@sluice/protocol'
import { nameSetting, type Target } from '../src/index.ts'

function target(provider: Target['provider']): Target {
  return {
    provider,
    address: { baseUrl: 'http://127.0.0.1', query: '', setting: 'UPSTREAM_URL' },
    credentials: { setting: 'UPSTREAM_API_KEY', missing: undefined, lease: () => undefined },
  } as Partial<Target> as Target
}

const error = (kind: GatewayError['kind']) => new GatewayError({ kind, message: 'No.', cause: new Error('theirs') })

describe('an error of a target', () => {
  it.each([
    ['upstream-auth', 'No. Check UPSTREAM_API_KEY.'],
    ['wrong-address', 'No. Check UPSTREAM_URL.'],
  ] as const)('of kind %s says %j', (kind, message) => {
    const named = nameSetting(error(kind), target('openai-compatible'))
    expect(named).toMatchObject({ kind, message, cause: { message: 'theirs' }, status: 502 })
  })

  it('of every other kind is as it was', () => {
    for (const kind of errorKinds.filter((kind) => kind !== 'upstream-auth' && kind !== 'wrong-address')) {
      const given = error(kind)
      expect(nameSetting(given, target('google'))).toBe(given)
    }
  })

  it('of a hop of ours has named its own setting', () => {
    const given = error('upstream-auth')
    expect(nameSetting(given, target('translator'))).toBe(given)
  })

  it('that is none of the house is as it was', () => {
    const fault = new TypeError('ours')
    expect(nameSetting(fault, target('google'))).toBe(fault)
  })
})
