/** Adds the items to the list. Not `push(...items)`: spreading a hundred thousand of them overflows the stack. */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item)
}
