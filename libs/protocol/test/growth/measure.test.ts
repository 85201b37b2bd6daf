import { describe, expect, it } from '@jest/globals'
import { growthFault, type Work } from './measure.ts'

const sizes = { min: 64, max: 1024 }

function steps(count: (size: number) => number): Work {
  return (size) => () => {
    let sum = 0
    for (let step = 0; step < count(size); step++) sum = (sum * 31 + step) | 0
    return sum
  }
}

describe('the measure of growth', () => {
  it('finds work that grows with the square of its input', () => {
    expect(
      growthFault(
        steps((size) => size * size * 4),
        sizes,
      ),
    ).toMatch(/16 times the size/)
  })

  it('lets work pass that grows as its input does, or hardly faster', () => {
    expect(
      growthFault(
        steps((size) => size * 4_000),
        sizes,
      ),
    ).toBeUndefined()
    expect(
      growthFault(
        steps((size) => size * Math.log2(size) * 400),
        sizes,
      ),
    ).toBeUndefined()
  })

  it('lets every other error than an answer of ours through', () => {
    expect(() => growthFault(() => () => JSON.parse('{'), sizes)).toThrow(SyntaxError)
  })
})
