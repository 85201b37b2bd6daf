/** What a route wants to say before a script touches it. */
export interface Content {
  readonly mode: 'whole' | 'sse' | 'array'
  /** Built only when asked for: the whole answer as JSON text. */
  whole(): string
  /** The stream's messages as JSON texts, in order. */
  messages(): readonly string[]
  /** The terminal message of the protocol, if it has one. */
  readonly done: string | undefined
}

/** An error as a protocol writes it. */
export interface ErrorText {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}
