/** Azure's old form, in which the deployment is part of the address. */
const deployment = /\/openai\/deployments\/[^/]+$/
const version = /\/v\d[\w.-]*$/

/**
 * The base URL of a protocol's calls. One that ends in a version (`/v1`, `/v1beta`, `/api/v3`) or in a deployment of
 * Azure's, or whose version is in its query, is used as it is; any other gets the protocol's own version.
 */
export function versionedBaseUrl(url: string, versionPrefix: string, query = ''): string {
  const trimmed = url.replace(/\/+$/, '')
  return query !== '' || version.test(trimmed) || deployment.test(trimmed) ? trimmed : trimmed + versionPrefix
}

/** A path with one more query; an empty one changes nothing. */
export function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
}
