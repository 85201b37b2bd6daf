/** `thinkingConfig` as `thinking_config`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `thinking_config` as `thinkingConfig`. An underscore that joins nothing stays: `_meta`, `__proto__`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
