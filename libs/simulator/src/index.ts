export { createGeminiSimulator } from './gemini/routes.ts'
export { createOpenAISimulator } from './openai/routes.ts'
export type { Outcome, RecordedRequest, Signal, Simulator, SimulatorOptions } from './simulator.ts'
