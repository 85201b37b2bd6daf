import { isSigning } from './family.ts'
import { type Content, isCalling, isResponding, type Part, turnStart } from './request.ts'
import type { Rule } from './rule.ts'
import { isOurSignature } from './signature.ts'

const dataFields = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
]

const partsOf = (content: Content | undefined): readonly Part[] => content?.parts ?? []

const hasContents: Rule = ({ request }) =>
  request.contents.length === 0 ? '* GenerateContentRequest.contents: contents is not specified\n' : undefined

const hasParts: Rule = ({ request }) => {
  const at = request.contents.findIndex((content) => partsOf(content).length === 0)
  return at < 0 ? undefined : `* GenerateContentRequest.contents[${at}].parts: contents.parts must not be empty.\n`
}

const hasData: Rule = ({ request }) => {
  for (const [at, content] of request.contents.entries()) {
    const empty = partsOf(content).findIndex((part) => !dataFields.some((field) => field in part))
    if (empty < 0) continue
    return `* GenerateContentRequest.contents[${at}].parts[${empty}].data: required oneof field 'data' must have one initialized field\n`
  }
  return undefined
}

/** Only of the user: the API's own last chunk is an empty text, so clients send model turns of it back. */
const hasUserText: Rule = ({ request }) => {
  const isEmpty = (content: Content) => partsOf(content).every((part) => part.text === '')
  const users = request.contents.filter((content) => content.role !== 'model')
  const isSystemEmpty = request.systemInstruction !== undefined && isEmpty(request.systemInstruction)
  return users.some(isEmpty) || isSystemEmpty
    ? 'Unable to submit request because it must have a text parameter. Add a text parameter and try again.'
    : undefined
}

const hasKnownRoles: Rule = ({ request }) =>
  request.contents.some(({ role }) => role !== undefined && !['', 'user', 'model', 'function'].includes(role))
    ? 'Please use a valid role: user, model.'
    : undefined

const callsFollowUsers: Rule = ({ request: { contents } }) => {
  const isMisplaced = contents.some((content, at) => {
    const before = contents[at - 1]
    return isCalling(content) && (before === undefined || before.role === 'model')
  })
  return isMisplaced
    ? 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.'
    : undefined
}

const callsAreAnswered: Rule = ({ request: { contents } }) => {
  const isUnequal = contents.some((content, at) => {
    if (!isCalling(content)) return false
    const calls = partsOf(content).filter((part) => part.functionCall !== undefined)
    const responses = partsOf(contents[at + 1]).filter((part) => part.functionResponse !== undefined)
    return calls.length !== responses.length
  })
  return isUnequal
    ? 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.'
    : undefined
}

const responsesFollowCalls: Rule = ({ request: { contents } }) => {
  const isOrphan = contents.some((content, at) => {
    const before = contents[at - 1]
    return isResponding(content) && (before === undefined || !isCalling(before))
  })
  return isOrphan
    ? 'Please ensure that function response turn comes immediately after a function call turn.'
    : undefined
}

const endsWithModel = 'Requests ending with a model turn are not supported.'

/** A content of responses and text is read as something that is no user turn. */
const responsesStandAlone: Rule = ({ request }) =>
  request.contents.some((content) => isResponding(content) && partsOf(content).some((part) => !part.functionResponse))
    ? endsWithModel
    : undefined

const endsWithUser: Rule = ({ request, family }) =>
  family === 'next' && request.contents.at(-1)?.role === 'model' ? endsWithModel : undefined

const hasNames: Rule = ({ request }) => {
  for (const [at, content] of request.contents.entries()) {
    for (const [index, part] of partsOf(content).entries()) {
      const path = `* GenerateContentRequest.contents[${at}].parts[${index}]`
      if (part.functionCall && !part.functionCall.name) return `${path}.function_call.name: Name cannot be empty.\n`
      if (part.functionResponse && !part.functionResponse.name) {
        return `${path}.function_response.name: Name cannot be empty.\n`
      }
    }
  }
  return undefined
}

/** The first call of each step of the current turn; earlier turns are not looked at. */
const callsAreSigned: Rule = ({ request: { contents }, family }) => {
  if (!isSigning(family)) return undefined
  for (let at = turnStart(contents) + 1; at < contents.length; at++) {
    const parts = partsOf(contents[at])
    const position = parts.findIndex((part) => part.functionCall !== undefined)
    const first = parts[position]
    if (first === undefined || first.thoughtSignature) continue
    return `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${first.functionCall?.name}\` , position ${position + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`
  }
  return undefined
}

const signaturesAreOurs: Rule = ({ request, family }) => {
  if (!isSigning(family)) return undefined
  const signatures = request.contents.flatMap((content) => partsOf(content).map((part) => part.thoughtSignature ?? ''))
  return signatures.some((signature) => signature !== '' && !isOurSignature(signature))
    ? 'Corrupted thought signature.'
    : undefined
}

export const contentRules: readonly Rule[] = [
  hasContents,
  hasParts,
  hasData,
  hasUserText,
  hasKnownRoles,
  hasNames,
  responsesStandAlone,
  callsFollowUsers,
  responsesFollowCalls,
  callsAreAnswered,
  endsWithUser,
  callsAreSigned,
  signaturesAreOurs,
]
