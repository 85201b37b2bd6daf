/**
 * The base URL of a protocol's calls. One that ends in a version (`/v1`, `/v1beta`, `/api/v3`) is used as it is; any
 * other gets the protocol's own version.
 */
export function versionedBaseUrl(url: string, versionPrefix: string): string {
  const trimmed = url.replace(/\/+$/, '')
  return /\/v\d[\w.-]*$/.test(trimmed) ? trimmed : trimmed + versionPrefix
}
