import type { Asked, FrameFace } from '../../codec.ts'
import type { Edit } from '../../json/edit.ts'
import { FramePassage } from '../../passing/passage.ts'
import { asksForUsage, includesUsage } from '../stream-options.ts'
import { chatPath, doneMarker } from '../wire.ts'
import { createFolder } from './fold.ts'
import { signatureEdits } from './signature-edits.ts'
import { createWatcher } from './watch.ts'

/** Streams with this protocol on both sides. */
export const openaiChatFrames: FrameFace = {
  prepare: (asked, to) => ({ path: chatPath, headers: {}, edits: [...streamEdits(asked), ...vendorEdits(asked, to)] }),
  openPassage: (asked, text, quirks) =>
    new FramePassage({
      watcher: createWatcher(quirks),
      model: asked.answerModel === 'asked' ? asked.outline.model : undefined,
      text,
      includeUsage: includesUsage(asked),
      terminal: { data: doneMarker },
    }),
  createFolder,
  comments: 'pass',
}

/** Gateways with Google behind them want the signatures of its models back; nobody else knows them. */
function vendorEdits({ outline, input }: Asked, to: 'vendor' | 'hop'): readonly Edit[] {
  return to === 'hop' || /gemini/i.test(outline.model) ? [] : signatureEdits(input.body)
}

function streamEdits({ outline, input }: Asked): readonly Edit[] {
  const edits: Edit[] = []
  if (!outline.stream) edits.push({ path: ['stream'], json: 'true' })
  if (!asksForUsage(input.body)) edits.push({ path: ['stream_options', 'include_usage'], json: 'true' })
  return edits
}
