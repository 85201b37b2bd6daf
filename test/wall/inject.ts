/** Environment under which a service runs this module before its own: the faults that no client and no vendor can cause. */
export function inject(module: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(module)}` }
}
