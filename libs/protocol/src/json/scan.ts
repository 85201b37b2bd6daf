import { badRequest } from '../canonical/error.ts'
import { QUOTE, stringEnd } from './members.ts'
import { jsonDepthMax } from './parse.ts'

interface ScanLimits {
  /** Deepest nesting: `JSON.stringify` of a deeper value overflows the stack. */
  readonly depthMax: number
  /** Most values: `JSON.parse` of millions of small ones stalls every other request of the process. */
  readonly valuesMax: number
}

const scanLimits: ScanLimits = { depthMax: jsonDepthMax, valuesMax: 250_000 }

const COMMA = 0x2c
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Bounds what a JSON text may cost before it is parsed. It does not validate: `JSON.parse` does that afterwards.
 * @throws GatewayError bad-request when the text is too deep or has too many values.
 */
export function scanJson(bytes: Uint8Array, limits: ScanLimits = scanLimits): void {
  let depth = 0
  let values = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--
    else if (byte === COMMA) values++
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      values++
      if (++depth > limits.depthMax)
        throw badRequest(undefined, `The body is nested deeper than ${limits.depthMax} levels.`)
    }
    if (values > limits.valuesMax) throw badRequest(undefined, `The body holds more than ${limits.valuesMax} values.`)
  }
}
