export { type BuiltTranslator, buildTranslator, openTranslator } from './start.ts'
