export * from './limiter.ts'
export * from './memory-limiter.ts'
export { LIMITER_KEYS_MAX } from './window-store.ts'
