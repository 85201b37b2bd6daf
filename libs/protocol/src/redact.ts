const redacted = '[redacted]'

/** Credentials as vendors write them, and how much of each may stay. */
const secrets: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  // Google API keys, old and new, and OAuth access tokens.
  { pattern: /AIza[\w-]{6,}/g, replacement: redacted },
  { pattern: /\bAQ\.[\w-]{16,}/g, replacement: redacted },
  { pattern: /\bya29\.[\w.-]+/g, replacement: redacted },
  // OpenAI echoes keys half masked: sk-ab***yz.
  { pattern: /\bsk-[\w*-]{6,}/g, replacement: redacted },
  // "Bearer authentication" is a phrase; a token has a digit or is long.
  { pattern: /\b(Bearer\s+)(?=[\w.~+/-]{0,64}\d|[\w.~+/-]{20})[\w.~+/-]+=*/gi, replacement: `$1${redacted}` },
  { pattern: /([?&](?:[\w-]*key|access_token|token)=)[^&\s"'<>)]+/gi, replacement: `$1${redacted}` },
]

/** The text without credentials: API keys, bearer tokens and `key=` in addresses. */
export function redactSecrets(text: string): string {
  return secrets.reduce((clean, { pattern, replacement }) => clean.replace(pattern, replacement), text)
}
