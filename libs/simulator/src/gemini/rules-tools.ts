import { declarationsOf, type Schema } from './request.ts'
import type { Rule } from './rule.ts'

const namePattern = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/

const builtIn = ['googleSearch', 'googleSearchRetrieval', 'codeExecution', 'urlContext', 'computerUse', 'googleMaps']

const namesAreValid: Rule = ({ request }) => {
  for (const [tool, { functionDeclarations = [] }] of (request.tools ?? []).entries()) {
    const at = functionDeclarations.findIndex(({ name }) => !namePattern.test(name ?? ''))
    if (at < 0) continue
    return `* GenerateContentRequest.tools[${tool}].function_declarations[${at}].name: [FIELD_INVALID] Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.\n`
  }
  return undefined
}

const namesAreUnique: Rule = ({ request }) => {
  const names = declarationsOf(request).map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return twice === undefined ? undefined : `Duplicate function declaration found: ${twice}`
}

const schemasAreOne: Rule = ({ request }) =>
  declarationsOf(request).some((one) => one.parameters !== undefined && one.parametersJsonSchema !== undefined)
    ? 'Only one of parameters and parameters_json_schema can be set in a function declaration.'
    : undefined

const schemasAreSound: Rule = ({ request }) => {
  for (const [tool, { functionDeclarations = [] }] of (request.tools ?? []).entries()) {
    for (const [at, { parameters }] of functionDeclarations.entries()) {
      const path = `GenerateContentRequest.tools[${tool}].function_declarations[${at}].parameters`
      const flaw = parameters && flawOf(parameters, path, true)
      if (flaw) return `* ${flaw}\n`
    }
  }
  const response = request.generationConfig?.responseSchema
  const flaw = response && flawOf(response, 'GenerateContentRequest.generation_config.response_schema', false)
  return flaw ? `* ${flaw}\n` : undefined
}

/** What the API's own check of a proto Schema says, by the dotted path of the first flaw. */
function flawOf(schema: Schema, path: string, isRoot: boolean): string | undefined {
  const { type, items, properties, required = [], anyOf = [] } = schema
  const names = Object.keys(properties ?? {})
  if (isRoot && type === 'OBJECT' && names.length === 0)
    return `${path}.properties: should be non-empty for OBJECT type`
  if (type === 'ARRAY' && items === undefined) return `${path}.items: missing field.`
  if (type !== 'OBJECT' && type !== undefined && names.length > 0) {
    return `${path}.properties: only allowed for OBJECT type`
  }
  if (schema.enum?.includes('')) return `${path}.enum[${schema.enum.indexOf('')}]: cannot be empty`
  const undefinedAt = required.findIndex((name) => !names.includes(name))
  if (undefinedAt >= 0) return `${path}.required[${undefinedAt}]: property is not defined`
  const inside: [string, Schema][] = Object.entries(properties ?? {}).map(([name, one]) => [`properties[${name}]`, one])
  if (items !== undefined) inside.push(['items', items])
  inside.push(...anyOf.map((one, at): [string, Schema] => [`any_of[${at}]`, one]))
  for (const [step, one] of inside) {
    const flaw = flawOf(one, `${path}.${step}`, false)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

const configHasDeclarations: Rule = ({ request }) =>
  request.toolConfig?.functionCallingConfig !== undefined && declarationsOf(request).length === 0
    ? 'Function calling config is set without function_declarations.'
    : undefined

const allowedNamesFit: Rule = ({ request }) => {
  const { mode, allowedFunctionNames = [] } = request.toolConfig?.functionCallingConfig ?? {}
  if (allowedFunctionNames.length === 0) return undefined
  if (mode !== 'ANY' && mode !== 'VALIDATED') {
    return 'Function calling config: allowed_function_names should be set only when function calling mode is ANY.'
  }
  const declared = new Set(declarationsOf(request).map(({ name }) => name))
  const unknown = allowedFunctionNames.find((name) => !declared.has(name))
  return unknown === undefined
    ? undefined
    : `Function calling config: allowed_function_names should be a subset of function_declarations. Function "${unknown}" is not declared.`
}

const isBuiltInAlone: Rule = ({ request, family }) => {
  const isOld = family === '2.0' || family === '2.5'
  const hasBuiltIn = (request.tools ?? []).some((tool) => builtIn.some((name) => name in tool))
  return isOld && hasBuiltIn && declarationsOf(request).length > 0
    ? 'Tool use with function calling is unsupported'
    : undefined
}

export const toolRules: readonly Rule[] = [
  namesAreValid,
  namesAreUnique,
  schemasAreOne,
  schemasAreSound,
  configHasDeclarations,
  allowedNamesFit,
  isBuiltInAlone,
]
