import { codecs, type Remedy, spliceJson } from '@sluice/protocol'
import { EarlyStop, PassingTranscoder, type Transcoder, TranslatingTranscoder } from '@sluice/relay'
import { chooseProtocol, isOwnHop, quirksOf, type Target } from '@sluice/targets'
import { versionedBaseUrl } from '@sluice/upstream'
import type { GenerationCall } from './call.ts'
import { createNoteReader } from './hop-wire.ts'

/** A call in the target's words, and the way its answer will take back. */
export interface PreparedCall {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
  /** Fields left out, in the client's words. */
  readonly dropped: readonly string[]
  readonly transcoder: Transcoder
}

/**
 * Writes a call for one attempt at a target. The same protocol on both sides: the client's own bytes, with what makes the
 * vendor stream spliced in. Different ones: the decoded request, encoded anew.
 * @throws GatewayError bad-request when the request cannot be carried.
 */
export function prepareCall(call: GenerationCall, target: Target, remedies: readonly Remedy[]): PreparedCall {
  return chooseProtocol(call.protocol, target) === call.protocol
    ? passedCall(call, target)
    : translatedCall(call, target, remedies)
}

function passedCall(call: GenerationCall, target: Target): PreparedCall {
  const { frames } = codecs[call.protocol]
  const { path, headers, edits } = frames.prepare(call.asked, isOwnHop(target) ? 'hop' : 'vendor')
  const stopTags = stopTagsAt(target, call)
  const filter = stopTags.length > 0 ? new EarlyStop(stopTags, call.asked.outline.choices) : undefined
  const transcoder = new PassingTranscoder({
    passage: frames.openPassage(call.asked, filter, quirksOf(call.asked.outline.model, target.quirks)),
    comments: frames.comments,
    notes: isOwnHop(target) ? createNoteReader(call.protocol) : undefined,
  })
  return { path, headers, body: spliceJson(call.bytes, edits), dropped: [], transcoder }
}

function translatedCall(call: GenerationCall, target: Target, remedies: readonly Remedy[]): PreparedCall {
  const { request, sources, outline } = call.asked
  if (request === undefined) throw new Error('A request that is to be translated was not decoded.')
  const { backend, addresses } = codecs[chooseProtocol(call.protocol, target)]
  const { path, headers, body, dropped, decoder } = backend.prepare(request, {
    sources,
    nameOf: call.nameOf,
    remedies,
    quirks: quirksOf(request.model, target.quirks),
    filesBaseUrl: versionedBaseUrl(target.address.baseUrl, addresses.version, target.address.query),
  })
  const stopTags = stopTagsAt(target, call)
  const transcoder = new TranslatingTranscoder({ decoder, client: call.client, stopTags, choices: outline.choices })
  return { path, headers, body: JSON.stringify(body), dropped: [...call.dropped, ...dropped], transcoder }
}

/** A hop that stops by itself was told the tags. */
function stopTagsAt(target: Target, call: GenerationCall): GenerationCall['stopTags'] {
  return isOwnHop(target) ? [] : call.stopTags
}
