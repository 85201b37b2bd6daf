export * from './encode.ts'
export * from './splitter.ts'
