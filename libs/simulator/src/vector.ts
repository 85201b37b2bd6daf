/** A vector of numbers in -1..1 that float32 holds exactly; the same text and size give the same one. */
export function createVector(text: string, dimensions: number): number[] {
  let state = 2_166_136_261
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 16_777_619)
  return Array.from({ length: dimensions }, () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 1
    return ((state >>> 20) - 2_048) / 2_048
  })
}
