/** How a request can end; every one ends in exactly one of these, in log and metric alike. */
export const endReasons = [
  'complete',
  'early_stop',
  'client_gone',
  'bad_request',
  'unauthorized',
  'not_found',
  'limited',
  'overloaded',
  'upstream_error',
  'upstream_timeout',
  'truncated',
  'shutdown',
  'internal_error',
] as const

export type EndReason = (typeof endReasons)[number]
