export const user = { role: 'user', parts: [{ text: 'hi' }] }
export const call = (name = 'f', more = {}) => ({ functionCall: { name, args: {} }, ...more })
export const result = (name = 'f') => ({ functionResponse: { name, response: { output: 1 } } })
export const model = (...parts: object[]) => ({ role: 'model', parts })
export const results = (...parts: object[]) => ({ role: 'user', parts })
export const declare = (...declarations: object[]) => ({ tools: [{ functionDeclarations: declarations }] })
export const schema = { type: 'OBJECT', properties: { a: { type: 'STRING' } } }
export const signed = { thoughtSignature: 'skip_thought_signature_validator' }
export const config = (generationConfig: object) => ({ contents: [user], generationConfig })

export const flash25 = 'gemini-2.5-flash'
export const flash3 = 'gemini-3-flash-preview'
