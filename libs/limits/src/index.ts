export { LIMITER_KEYS_MAX } from './arrival-store.ts'
export * from './limiter.ts'
export * from './memory-limiter.ts'
