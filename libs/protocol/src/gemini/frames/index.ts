import type { FrameFace } from '../../codec.ts'
import { FramePassage } from '../../passing/passage.ts'
import { streamPath } from '../backend/path.ts'
import { createFolder } from './fold.ts'
import { joinedTurns } from './joined-turns.ts'
import { modelEdits } from './model-edits.ts'
import { createWatcher } from './watch.ts'

/** Streams with Gemini on both sides. */
export const geminiFrames: FrameFace = {
  // Gemini streams by its path and always says its usage, so nothing is to be asked for.
  prepare: ({ outline, input }) => ({
    path: streamPath(outline.model),
    headers: {},
    edits: [...modelEdits(input), ...joinedTurns(input.body)],
  }),
  openPassage: (asked, text, quirks) =>
    new FramePassage({
      watcher: createWatcher(quirks),
      model: asked.answerModel === 'asked' ? asked.outline.model : undefined,
      text,
      includeUsage: true,
      terminal: undefined,
    }),
  createFolder,
  comments: 'withhold',
}
