const mark = 'simulated-thought'

/** Strings that Google documents as "take this call without a signature". */
const placeholders = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go']

/** A signature as opaque as the real ones, but recognisable here. */
export const createSignature = (model: string, seed: string): string =>
  Buffer.from(`${mark}:${model}:${seed}`).toString('base64')

/** Real signatures are bound to their issuer: one made elsewhere is refused. */
export const isOurSignature = (signature: string): boolean =>
  placeholders.includes(signature) || Buffer.from(signature, 'base64').toString('latin1').startsWith(mark)
