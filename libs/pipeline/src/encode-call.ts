import { codecs, type DecodedRequest, spliceJson } from '@sluice/protocol'
import { createSink, PassingTranscoder, type Sink, type Transcoder, TranslatingTranscoder } from '@sluice/relay'
import { chooseProtocol, isOwnHop, type Target } from '@sluice/targets'
import type { GenerationCall } from './call.ts'
import { createNoteReader } from './hop-wire.ts'
import { createSources } from './sources.ts'

/** A call in the target's words, and the way its answer will take back to the client's. */
export interface EncodedCall {
  readonly path: string
  readonly body: Uint8Array | string
  readonly dropped: readonly string[]
  readonly sink: Sink
  readonly transcoder: Transcoder
}

/**
 * Writes a call for one attempt at a target. The same protocol on both sides: the client's bytes with `stream` and usage
 * spliced in. Different ones: decoded and encoded anew.
 * @throws GatewayError bad-request when the request cannot be carried.
 */
export function encodeCall(call: GenerationCall, target: Target, signatures: 'kept' | 'placeholder'): EncodedCall {
  return chooseProtocol(call.protocol, target) === call.protocol
    ? passedCall(call, target)
    : translatedCall(call, target, signatures)
}

function passedCall(call: GenerationCall, target: Target): EncodedCall {
  const codec = codecs[call.protocol]
  const { outline } = call
  const sink = createSink(call.framing, codec)
  return {
    path: codec.backend.streamPath(outline.model),
    body: spliceJson(call.bytes, codec.frames.streamEdits(outline, call.input.body)),
    dropped: [],
    sink,
    transcoder: new PassingTranscoder({
      codec,
      sink,
      stopTags: isOwnHop(target) ? [] : call.stopTags,
      choices: outline.choices,
      includeUsage: outline.includeUsage || call.framing === 'whole',
      notes: isOwnHop(target) ? createNoteReader(call.protocol) : undefined,
    }),
  }
}

function translatedCall(call: GenerationCall, target: Target, signatures: 'kept' | 'placeholder'): EncodedCall {
  const client = codecs[call.protocol].client
  const backend = codecs[chooseProtocol(call.protocol, target)].backend
  const sources = createSources()
  const decoded: DecodedRequest = client.decodeRequest(call.input, sources)
  const encoded = backend.encodeRequest(decoded.request, { sources, nameOf: decoded.nameOf, signatures })
  const sink = createSink(call.framing, codecs[call.protocol])
  const encoder = client.createEncoder({
    sources,
    model: call.outline.model,
    choices: call.outline.choices,
    includeUsage: call.outline.includeUsage || call.framing === 'whole',
    includeThoughts: decoded.request.thinking?.includeThoughts ?? false,
  })
  const decoder = backend.createDecoder(encoded.decoding, sources)
  const stopTags = isOwnHop(target) ? [] : call.stopTags
  return {
    path: backend.streamPath(call.outline.model),
    body: JSON.stringify(encoded.body),
    dropped: [...decoded.dropped, ...encoded.dropped],
    sink,
    transcoder: new TranslatingTranscoder({ decoder, encoder, sink, stopTags, choices: call.outline.choices }),
  }
}
