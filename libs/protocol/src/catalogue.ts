import type { Json, JsonObject } from './json/json.ts'
import type { Protocol } from './protocol.ts'

/** A model as lists tell it, free of any protocol's spelling. */
export interface ModelInfo {
  /** Without a `models/` prefix. */
  readonly id: string
  readonly displayName?: string | undefined
  /** Unix seconds; missing when nobody said. */
  readonly created?: number | undefined
  readonly ownedBy?: string | undefined
  readonly inputTokenLimit?: number | undefined
  readonly outputTokenLimit?: number | undefined
  /** Google's words for what can be called: `generateContent`. */
  readonly methods?: readonly string[] | undefined
  /** The vendor's own entry: a client of the same protocol gets it as it was. */
  readonly vendor?: { readonly protocol: Protocol; readonly json: JsonObject } | undefined
}

/** One page of a vendor's model list. */
export interface ModelPage {
  readonly models: readonly ModelInfo[]
  /** Names the next page; undefined on the last. */
  readonly next: string | undefined
}

/** What a protocol says about models. Paths are below the versioned base URL. */
export interface CatalogueFace {
  /** Path of a page of the vendor's list. `page`: what the page before named as the next. */
  listPath(page: string | undefined): string
  /** Entries that are no models are left out. */
  decodeList(json: JsonObject): ModelPage
  /** A whole list in one page. */
  encodeList(models: readonly ModelInfo[]): JsonObject
  modelPath(model: string): string
  /** Undefined when it is no model. */
  decodeModel(json: JsonObject): ModelInfo | undefined
  /** The vendor's own entry where the vendor speaks this protocol. */
  encodeModel(model: ModelInfo): JsonObject
  /** Missing where the protocol has no token counts. */
  readonly tokens?: TokenCounts
}

/** Counting the tokens of a request before it is made. */
export interface TokenCounts {
  /** Where the vendor counts; it takes the client's body as it is. */
  countPath(model: string): string
  /** An answer without the vendor. @throws GatewayError bad-request when there is nothing to count. */
  estimate(body: JsonObject): JsonObject
}

/** The vendor's own entry of a model, where the vendor speaks this protocol. */
export function ownEntry({ vendor }: ModelInfo, protocol: Protocol): JsonObject | undefined {
  return vendor?.protocol === protocol ? vendor.json : undefined
}

/** A text that says something. */
export function saidText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function saidNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
