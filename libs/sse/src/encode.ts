/** The SSE text of one message. `data` must be one line. */
export function encodeMessage(message: { readonly data: string; readonly event?: string | undefined }): string {
  return message.event === undefined
    ? `data: ${message.data}\n\n`
    : `event: ${message.event}\ndata: ${message.data}\n\n`
}
