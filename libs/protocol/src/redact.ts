const redacted = '[redacted]'

/**
 * Credentials and account names as vendors write them, and how much of each may stay. Every pattern takes time that grows
 * with the text only: a vendor chooses it. So a run of characters is bounded, or starts where no other run can.
 */
const secrets: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  // Google API keys, old and new, and OAuth access tokens.
  { pattern: /AIza[\w-]{6,}/g, replacement: redacted },
  { pattern: /\bAQ\.[\w-]{16,}/g, replacement: redacted },
  { pattern: /\bya29\.[\w.-]+/g, replacement: redacted },
  // OpenAI echoes keys half masked: sk-ab***yz.
  { pattern: /\bsk-[\w*-]{6,}/g, replacement: redacted },
  // Groq, Hugging Face, xAI, Perplexity, NVIDIA.
  { pattern: /\b(?:gsk_|hf_|xai-|pplx-|nvapi-)[\w-]{12,}/g, replacement: redacted },
  // "Bearer authentication" is a phrase; a token has a digit or is long.
  { pattern: /\b(Bearer\s+)(?=[\w.~+/-]{0,64}\d|[\w.~+/-]{20})[\w.~+/-]+=*/gi, replacement: `$1${redacted}` },
  { pattern: /([?&](?:[\w-]*key|access_token|token)=)[^&\s"'<>)]+/gi, replacement: `$1${redacted}` },
  // User and password of an address; an @ within its path is none.
  { pattern: /(:\/\/)[^\s/?#"'<>\\]+@/g, replacement: `$1${redacted}@` },
  // OpenAI's organisations and projects. "org-wide" is a word: an id has a digit or a capital, or is long.
  { pattern: /\borg-(?:(?=[a-z]{0,64}[A-Z\d])[A-Za-z\d]{4,}|[a-z]{16,})/g, replacement: redacted },
  { pattern: /\bproj_[A-Za-z\d]{4,}/g, replacement: redacted },
  // Google's: projects/123, "project 123", ?project=123, project_number:123.
  { pattern: /\b(projects\/)[\w:.-]+/gi, replacement: `$1${redacted}` },
  { pattern: /\b(projects?(?:[ _-]?(?:number|id))?["']?[\s:=#]{1,3}["']?)\d{5,}/gi, replacement: `$1${redacted}` },
]

/** The text without API keys, tokens, passwords in addresses, and the vendor's names for the server's own account. */
export function redactSecrets(text: string): string {
  return secrets.reduce((clean, { pattern, replacement }) => clean.replace(pattern, replacement), text)
}
