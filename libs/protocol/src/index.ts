export {
  type Address,
  type Addresses,
  type Framing,
  type Meaning,
  type QueryReader,
  type RequestPath,
  reading,
} from './addresses.ts'
export * from './canonical/blocks.ts'
export * from './canonical/error.ts'
export * from './canonical/event.ts'
export * from './canonical/request.ts'
export * from './canonical/rules.ts'
export * from './canonical/usage.ts'
export type { CatalogueFace, ModelInfo, ModelPage, TokenCounts } from './catalogue.ts'
export * from './client-quirks.ts'
export * from './codec.ts'
export { codecs } from './codecs.ts'
export type { Edit, JsonPath } from './json/edit.ts'
export * from './json/json.ts'
export { escapeLineSeparators } from './json/line.ts'
export { mayHoldLongIntegers, parseKeepingDigits } from './json/long-integers.ts'
export { objectMembers } from './json/members.ts'
export { scanJson } from './json/scan.ts'
export { spliceJson } from './json/splice.ts'
export * from './protocol.ts'
export type { Quirks } from './quirks.ts'
export { reportedField } from './reported-field.ts'
