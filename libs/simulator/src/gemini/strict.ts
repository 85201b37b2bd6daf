import { GeminiRefusal } from './error.ts'
import { familyOf } from './family.ts'
import type { GeminiRequest } from './request.ts'
import type { Rule } from './rule.ts'
import { configRules } from './rules-config.ts'
import { contentRules } from './rules-content.ts'
import { toolRules } from './rules-tools.ts'

const rules: readonly Rule[] = [...contentRules, ...toolRules, ...configRules]

/** Throws a GeminiRefusal, in Google's words, for the first thing the real API would refuse. `model` without `models/`. */
export function refuseAsGoogle(request: GeminiRequest, model: string): void {
  const about = { request, model, family: familyOf(model) }
  for (const rule of rules) {
    const message = rule(about)
    if (message !== undefined) throw new GeminiRefusal(400, message)
  }
}
