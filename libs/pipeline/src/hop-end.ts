/** Trailer in which the translator tells the gateway how an answer ended, where its frames alone do not say. */
export const END_TRAILER = 'x-sluice-internal-end'

export const EARLY_STOP = 'early_stop'
