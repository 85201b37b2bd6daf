import type { GatewayError } from '../canonical/error.ts'
import type { Usage } from '../canonical/usage.ts'
import type { Frame, Passed, StreamMessage } from '../codec.ts'
import type { JsonObject } from '../json/json.ts'

/** The visible text that a frame has for one choice. */
export interface TextSlot {
  readonly choice: number
  /** Setting it puts the text into the frame, also where the frame had none. */
  text: string
  /** This frame says that the choice is finished. */
  readonly finished: boolean
  /** Takes the choice out of the frame. */
  remove(): void
}

/** What one message of a passing stream says. Unless somebody objects, it goes out as it came. */
export interface FrameView extends Passed {
  readonly frames: 'same'
  /** Parsed data; undefined for a terminal marker such as `[DONE]`. */
  readonly json: JsonObject | undefined
  readonly output: boolean
  /** The stream's terminal marker. */
  readonly terminal: boolean
  /** It carries usage and nothing else. */
  readonly usageOnly: boolean
  /** The vendor says here that the answer failed. */
  readonly error: GatewayError | undefined
  /** The choices in this frame. After a change, `JSON.stringify(json)` is the new data. */
  textSlots(): readonly TextSlot[]
}

/** Reads the stream of a protocol that says each text once. */
export interface FrameWatcher {
  /** @throws GatewayError bad-upstream-response when the data is not of this protocol. */
  read(message: StreamMessage): FrameView
  /**
   * After the body's clean end, or the terminal marker: the error it stands for, or undefined when the answer was complete.
   */
  end(at?: 'marker' | 'body'): GatewayError | undefined
  readonly usage: Usage | undefined
  readonly model: string | undefined
  /** The member of a frame that says it. */
  readonly modelMember: string
  /** Every choice seen has finished. */
  readonly finished: boolean
  /** The choices seen that have not. */
  readonly open: readonly number[]
  /**
   * Frames that carry this text for the choice, in the stream's own id and model; none when there is nothing to say.
   * `instead`: the frame that they stand for, whose role (where the protocol has one) must not be lost with it.
   */
  textFrames(choice: number, text: string, instead?: FrameView): readonly Frame[]
  /** Frames that say a normal stop of these choices. */
  stopFrames(choices: readonly number[]): readonly Frame[]
  /** As `stopFrames`, of the last choices that still ran: with the usage as known and the terminal marker. */
  endFrames(choices: readonly number[], includeUsage: boolean): readonly Frame[]
}
