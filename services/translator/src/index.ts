export { buildTranslator, openTranslator } from './start.ts'
