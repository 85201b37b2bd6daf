/**
 * `@google/genai` looks for Node's dispatcher on its global object, and jest gives each file a fresh one without it.
 * Functions of Node itself, `fetch` for one, still belong to the real global.
 */
const dispatcher = Symbol.for('undici.globalDispatcher.1')
const real = fetch.constructor('new Headers(); return globalThis')() as Record<symbol, unknown>

Object.assign(globalThis, { [dispatcher]: real[dispatcher] })
