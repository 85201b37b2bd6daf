/** One grey pixel: the smallest image that decoders take. */
export const tinyPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)

/** A tenth of a second of silence: 24 kHz, 16 bits, mono. */
export const silentPcm = Buffer.alloc(4_800)

/** Starts like an MP3 frame, so that content sniffing agrees with the type. */
export const fakeMp3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])
