import { getHeapStatistics } from 'node:v8'
import { busy } from '../server/busy.ts'

/**
 * Of the heap that V8 may use. A body is held as bytes, parsed and as the call that is made of it: 40 bodies of 4 MB at
 * once filled a heap of 256 MB, 20 did not.
 */
const HEAP_SHARE = 1 / 4

/** What one request holds of the budget. */
export interface BodyHold {
  /** More bytes have come. @throws GatewayError busy when there is no room for them; what came before is still held. */
  add(bytes: number): void
  /** Gives all of it back, once. */
  release(): void
}

/** Bounds the bytes of all request bodies that are held at once, so that many large ones cannot end the process. */
export class BodyBudget {
  readonly #bytesMax: number
  #held = 0

  /** `bytesMax`: undefined takes a share of the heap. */
  constructor(bytesMax: number | undefined) {
    this.#bytesMax = bytesMax ?? Math.floor(getHeapStatistics().heap_size_limit * HEAP_SHARE)
  }

  /**
   * Looks for room for a body of so many bytes. They are counted as they come: a client that announces much and sends
   * little would else keep others out.
   * @throws GatewayError busy when there is none; a request alone always has room.
   */
  open(announcedBytes: number): BodyHold {
    if (this.#held > 0 && this.#held + announcedBytes > this.#bytesMax) throw full()
    let own = 0
    return {
      add: (bytes) => {
        const others = this.#held - own
        if (others > 0 && this.#held + bytes > this.#bytesMax) throw full()
        own += bytes
        this.#held += bytes
      },
      release: () => {
        this.#held -= own
        own = 0
      },
    }
  }
}

function full() {
  return busy('the bodies of running requests take up the memory that is set apart for them (SLUICE_BODIES_BYTES_MAX)')
}
