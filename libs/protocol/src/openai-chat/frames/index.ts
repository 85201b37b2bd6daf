import type { FrameFace, Outline } from '../../codec.ts'
import type { Edit } from '../../json/splice.ts'
import { doneMarker } from '../wire.ts'
import { createFolder } from './fold.ts'
import { createWatcher } from './watch.ts'

/** Streams with this protocol on both sides. */
export const openaiChatFrames: FrameFace = {
  terminal: { data: doneMarker },
  createWatcher,
  createFolder,
  streamEdits,
}

function streamEdits({ stream, includeUsage }: Outline): readonly Edit[] {
  const edits: Edit[] = []
  if (!stream) edits.push({ path: ['stream'], json: 'true' })
  if (!includeUsage) edits.push({ path: ['stream_options', 'include_usage'], json: 'true' })
  return edits
}
