import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'

/**
 * An error without the short wait that its vendor names and we do not believe. Google says "Please retry in 36.4s." of
 * daily quotas too; Gemini CLI, Codex and others wait for what they read there.
 */
export function withoutWait(error: JsonObject): JsonObject {
  const { message, details } = error
  return {
    ...error,
    ...(typeof message === 'string' && { message: message.replace(shortWait, '') }),
    ...(Array.isArray(details) && { details: details.filter((detail) => !isRetryInfo(detail)) }),
  }
}

const shortWait = /\s{0,4}Please (?:re)?try(?: again)? (?:in|after) \d{1,9}(?:\.\d{1,9})?\s?m?s(?:econds)?\.?/i

function isRetryInfo(detail: Json): boolean {
  return isJsonObject(detail) && String(detail['@type']).endsWith('.RetryInfo')
}
