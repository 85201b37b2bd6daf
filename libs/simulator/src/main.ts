import { parseArgs } from 'node:util'
import { createGeminiSimulator, createOpenAISimulator } from './index.ts'

const { values } = parseArgs({
  options: {
    'gemini-port': { type: 'string', default: '0' },
    'openai-port': { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    key: { type: 'string' },
    lenient: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})

const shared = {
  host: values.host,
  strict: !values.lenient,
  record: values.record,
  ...(values.key === undefined ? {} : { apiKey: values.key }),
}
const gemini = await createGeminiSimulator({ ...shared, port: Number(values['gemini-port']) })
const openai = await createOpenAISimulator({ ...shared, port: Number(values['openai-port']) })

console.log(`gemini ${gemini.url}\nopenai ${openai.url}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([gemini.close(), openai.close()]))
}
