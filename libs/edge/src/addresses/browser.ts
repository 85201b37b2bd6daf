/** Whether a person reads the answer: of all clients only browsers say so. */
export function wantsPage(accept: string | undefined): boolean {
  return /\btext\/html\b/i.test(accept ?? '')
}
