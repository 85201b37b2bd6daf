import { describe, expect, it } from '@jest/globals'
import { BodyBudget } from '../src/doors/body-budget.ts'

const busy = expect.objectContaining({ kind: 'busy', status: 503, retryAfterMs: 5_000 })

describe('the budget of bytes in flight', () => {
  it('refuses a body for which there is no room before it is read', () => {
    const budget = new BodyBudget(100)
    budget.open(60).add(60)
    expect(() => budget.open(41)).toThrow(busy)
    budget.open(40).add(40)
    expect(() => budget.open(1)).toThrow(/SLUICE_BODIES_BYTES_MAX/)
  })

  it('counts bytes that come, not bytes that are announced', () => {
    const budget = new BodyBudget(100)
    for (let count = 0; count < 10; count++) budget.open(100).add(0)
    budget.open(100).add(1)
    expect(() => budget.open(100)).toThrow(busy)
    budget.open(90).add(99)
  })

  it('refuses a body that comes without being announced where the room ends', () => {
    const budget = new BodyBudget(100)
    budget.open(50).add(50)
    const growing = budget.open(0)
    growing.add(50)
    expect(() => growing.add(1)).toThrow(busy)
  })

  it('gives back once what a request held', () => {
    const budget = new BodyBudget(100)
    const hold = budget.open(100)
    hold.add(100)
    expect(() => budget.open(100)).toThrow(busy)
    hold.release()
    hold.release()
    budget.open(100).add(100)
    expect(() => budget.open(1)).toThrow(busy)
  })

  it('lets a request in that is alone, however large', () => {
    const hold = new BodyBudget(10).open(1_000)
    hold.add(500)
    hold.add(500)
  })

  it('takes a share of the heap where nothing else is set', () => {
    const budget = new BodyBudget(undefined)
    budget.open(1).add(1)
    budget.open(1_000_000)
    expect(() => budget.open(2 ** 40)).toThrow(busy)
  })
})
