import type { IncomingMessage } from 'node:http'
import type { Config } from '@sluice/config'
import { matchesGlob, parseStopTags } from '@sluice/config'
import { parseBody, type RouteOf } from '@sluice/edge'
import { badRequest, codecs, type Framing, type Outline, type Protocol, type RequestInput } from '@sluice/protocol'
import type { StopTag } from '@sluice/relay'

export type GenerateRoute = RouteOf<'generate'>

/** What a request asks for, read from its path and body without decoding the rest. */
export interface ReadRequest {
  readonly protocol: Protocol
  /** The client's own body. */
  readonly bytes: Uint8Array
  readonly input: RequestInput
  readonly outline: Outline
  readonly framing: Framing
}

/** Parses the body and reads the facts we act on. @throws GatewayError bad-request naming the field. */
export function readRequest(route: GenerateRoute, bytes: Uint8Array): ReadRequest {
  const input = { body: parseBody(bytes), model: route.model, stream: route.stream }
  const outline = codecs[route.protocol].client.outline(input)
  return { protocol: route.protocol, bytes, input, outline, framing: framingOf(route, outline) }
}

function framingOf(route: GenerateRoute, outline: Outline): Framing {
  return route.framing ?? (outline.stream ? 'sse' : 'whole')
}

/**
 * The tags that end this answer: those of the header `x-sluice-stop-tags` (a JSON array, or `off`), else those of the
 * settings, which stay out of JSON answers: half a JSON text is worth nothing.
 * @throws GatewayError bad-request naming the header.
 */
export function stopTagsFor(config: Config, request: IncomingMessage, outline: Outline): readonly StopTag[] {
  const header = request.headers['x-sluice-stop-tags']
  if (typeof header === 'string') return stopTagsOfHeader(header)
  if (outline.structured) return []
  return config.stopTags.find((rule) => matchesGlob(rule.model, outline.model))?.tags ?? []
}

export function stopTagsOfHeader(header: string): readonly StopTag[] {
  if (header.trim() === 'off') return []
  try {
    return parseStopTags(header)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badRequest(
      'x-sluice-stop-tags',
      `The header x-sluice-stop-tags must be a JSON array of tags or "off": ${reason}`,
    )
  }
}
