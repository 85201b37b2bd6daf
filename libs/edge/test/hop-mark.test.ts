import { describe, expect, it } from '@jest/globals'
import { createHopMark } from '../src/doors/hop-mark.ts'

const config = (internalToken?: string) => ({
  clients: { keys: [], allowAnonymous: false, localNetwork: false, corsOrigins: [], internalToken },
  redis: { lost: 'local' } as const,
})
const loop = expect.objectContaining({ kind: 'loop', status: 508, retryable: false })

describe('the mark of a call', () => {
  const gateway = createHopMark('gateway', config())
  const translator = createHopMark('translator', config())

  it('is one that HTTP knows, and none of ours', () => {
    expect(gateway.onward(undefined)).toMatch(/^1\.1 sluice-gateway-[0-9a-f]{16}$/)
  })

  it('stops a call that comes back, through whatever was between', () => {
    expect(() => gateway.onward(gateway.onward(undefined))).toThrow(loop)
    expect(() => gateway.onward(`1.1 nginx, ${translator.onward(gateway.onward('1.0 fred'))}, 1.1 cdn`)).toThrow(loop)
  })

  it('lets a gateway call the translator of its own process or fleet', () => {
    expect(translator.onward(gateway.onward(undefined)).split(', ')).toHaveLength(2)
    const shared = config('token-of-the-fleet')
    expect(createHopMark('translator', shared).onward(createHopMark('gateway', shared).onward(''))).toContain(
      'translator',
    )
  })

  it('is one for all replicas that share a secret, and does not tell it', () => {
    const [one, other] = [config('token-of-the-fleet'), config('token-of-the-fleet')]
    const mark = createHopMark('gateway', one).onward(undefined)
    expect(() => createHopMark('gateway', other).onward(mark)).toThrow(loop)
    expect(() => createHopMark('gateway', config('another')).onward(mark)).not.toThrow()
    expect(mark).not.toContain('token')
  })

  it('keeps the entries of other proxies to itself', () => {
    expect(gateway.onward('1.1 secret-proxy.internal, 2 cdn')).not.toContain('internal')
  })

  it('ends a loop among many, and reads a long list quickly', () => {
    const others = Array.from({ length: 8 }, (_, index) => `1.1 sluice-gateway-${index}`).join(', ')
    expect(() => gateway.onward(others)).toThrow(loop)
    expect(() => gateway.onward('1.1 x,'.repeat(100_000))).not.toThrow()
  })
})
