export interface FormPart {
  readonly name: string
  readonly filename: string | undefined
  readonly content: Buffer
}

/** The parts of a multipart/form-data body; none when the content type is another one. */
export function readForm(body: Buffer, contentType: string): FormPart[] {
  const [, quoted, plain] = /^multipart\/form-data;.*?boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return []
  // One character a byte, so that positions in the text are positions in the body.
  const pieces = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`).slice(1, -1)
  return pieces.map((piece) => {
    const end = piece.indexOf('\r\n\r\n')
    const head = piece.slice(0, end)
    return {
      name: /\bname="([^"]*)"/i.exec(head)?.[1] ?? '',
      filename: /\bfilename="([^"]*)"/i.exec(head)?.[1],
      content: Buffer.from(piece.slice(end + 4), 'latin1'),
    }
  })
}
