import type { FrameFace } from '../../codec.ts'
import { createFolder } from './fold.ts'
import { joinedTurns } from './joined-turns.ts'
import { createWatcher } from './watch.ts'

/** Streams with Gemini on both sides. */
export const geminiFrames: FrameFace = {
  terminal: undefined,
  createWatcher,
  createFolder,
  // Gemini streams by its path and always says its usage, so nothing is to be asked for.
  streamEdits: (_outline, body) => joinedTurns(body),
}
