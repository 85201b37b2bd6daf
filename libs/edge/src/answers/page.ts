import type { ServiceName } from './operations.ts'

/** Where clients point: what they are called, and their base URL. */
export interface BaseUrl {
  readonly clients: string
  readonly url: string
}

/**
 * What a person sees who opens this server in a browser. `baseUrls` are made of the Host header: the caller lets nothing
 * into them that HTML would read.
 */
export function pageOf({ name, version }: ServiceName, baseUrls: readonly BaseUrl[]): string {
  const rows = baseUrls.map(({ clients, url }) => `<dt>${clients}</dt><dd><code>${url}</code></dd>`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sluice</title>
<style>body{font:1em/1.5 system-ui;max-width:40em;margin:3em auto;padding:0 1em}dt{margin-top:1em}</style>
<h1>Sluice</h1>
<p>This is an LLM gateway (${name} ${version}). It is for programs; there is nothing more to see here. It runs.</p>
<p>Give your client one of these as its base URL:</p>
<dl>${rows.join('')}</dl>
<p>The key is a client key of this gateway. Where it has none, any text will do.</p>
</html>
`
}
