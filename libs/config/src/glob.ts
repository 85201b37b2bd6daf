/**
 * Whether a model's name fits a pattern in which `*` stands for any run of characters and every other character for
 * itself, in either case: no two models differ in their case alone, and people write `Gemini-2.5-Flash`.
 * Each literal piece is looked for once, left to right, so no pattern makes it slow (a regex of 12 stars took minutes).
 */
export function matchesGlob(pattern: string, name: string): boolean {
  return matchesExactly(pattern.toLowerCase(), name.toLowerCase())
}

function matchesExactly(pattern: string, name: string): boolean {
  const pieces = pattern.split('*')
  const first = pieces[0] ?? ''
  if (pieces.length === 1) return pattern === name
  const last = pieces[pieces.length - 1] ?? ''
  const end = name.length - last.length
  if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let from = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, from)
    if (found === -1 || found + piece.length > end) return false
    from = found + piece.length
  }
  return true
}
