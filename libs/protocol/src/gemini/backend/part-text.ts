import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

type TextReader = (data: JsonObject) => string

/** Parts that clients of other protocols can only read as text. */
const readers: Readonly<Record<string, TextReader>> = {
  executableCode: ({ language, code }) => fenced(text(language).toLowerCase(), text(code)),
  codeExecutionResult: ({ output }) => fenced('output', text(output)),
  // Media output is not translated, and must not vanish without a word.
  inlineData: (data) => omitted(data.mimeType),
  fileData: (data) => omitted(data.mimeType),
}

/** The text that a part shows; undefined for what stays hidden, such as the steps of tools that Google itself runs. */
export function textOfPart(part: JsonObject): string | undefined {
  if (typeof part.text === 'string') return part.text
  for (const [kind, read] of Object.entries(readers)) {
    const data = part[kind]
    if (isJsonObject(data)) return read(data)
  }
  const isBareSignature = Object.keys(part).every((key) => key === 'thoughtSignature' || key === 'thought')
  return isBareSignature ? '' : undefined
}

function fenced(language: string, body: string): string {
  return `\n\`\`\`${language}\n${body.trimEnd()}\n\`\`\`\n`
}

function omitted(mimeType: Json | undefined): string {
  return `[${text(mimeType) || 'media'} omitted]`
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
