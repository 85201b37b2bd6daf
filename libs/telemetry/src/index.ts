export * from './end-reason.ts'
export * from './logger.ts'
export { createMetrics, type LimitName, type Metrics, type RequestSample } from './metrics.ts'
