export * from './end-reason.ts'
export * from './logger.ts'
export { createMetrics, type Metrics, type RequestSample } from './metrics.ts'
