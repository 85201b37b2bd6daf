import { badAnswer } from '../outcome.ts'

export type TextKind = 'text' | 'reasoning' | 'refusal'

/** Most characters of one choice that come while another block has to end first. */
const heldCharsMax = 16_777_216

/** Output of one choice that waits for an earlier block to end. */
export class HeldOutput {
  readonly texts: { readonly kind: TextKind; text: string }[] = []
  #chars = 0

  /** @throws GatewayError bad-upstream-response when it is too much. */
  add(kind: TextKind, text: string): void {
    const last = this.texts.at(-1)
    if (last?.kind === kind) last.text += text
    else this.texts.push({ kind, text })
    this.count(text)
  }

  /** Counts text that is kept elsewhere. @throws GatewayError bad-upstream-response when it is too much. */
  count(text: string): void {
    this.#chars += text.length
    if (this.#chars > heldCharsMax) throw badAnswer('more parallel output than can be held back')
  }
}
