export * from './end-reason.ts'
export * from './logger.ts'
export { createMetrics, type Metrics, type RequestRecord } from './metrics.ts'
