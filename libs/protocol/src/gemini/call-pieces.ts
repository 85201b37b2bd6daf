import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { addPartialArg } from './partial-args.ts'

/** What a `functionCall` of a stream is: a call, whole or begun; a further piece of the one before; or nothing. */
export type CallPiece = { readonly kind: 'call'; readonly call: JsonObject } | { readonly kind: 'more' | 'none' }

/**
 * Puts the calls of one candidate together. Vertex AI can send a call in pieces: its name with `willContinue`, then
 * `partialArgs`, then an empty `functionCall` (which some streams leave out).
 */
export class CallPieces {
  /** The call that further pieces belong to; its `args` grow in place. */
  #open: JsonObject | undefined

  /** Whether pieces of a call may still come. */
  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** @throws GatewayError bad-upstream-response for a piece that fits nowhere. */
  add({ partialArgs, willContinue, ...members }: JsonObject): CallPiece {
    const isNew = members.name !== undefined || members.args !== undefined
    const isPiece = Array.isArray(partialArgs) || willContinue === true
    const open = isNew ? undefined : this.#open
    if (!open && !isNew && !isPiece) return { kind: 'none' }
    const call = open ?? (isPiece ? { ...members, args: { ...objectOr(members.args) } } : members)
    for (const item of Array.isArray(partialArgs) ? partialArgs : []) {
      if (isJsonObject(item)) addPartialArg(objectOr(call.args), item)
    }
    this.#open = willContinue === true ? call : undefined
    return open ? { kind: 'more' } : { kind: 'call', call }
  }

  /** Anything else than a piece ends the call. */
  close(): void {
    this.#open = undefined
  }
}

function objectOr(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
