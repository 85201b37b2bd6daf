/** What a metric is called, what it counts, and which labels it has. */
export interface MetricName<Label extends string = string> {
  readonly name: `sluice_${string}`
  readonly help: string
  readonly labelNames: readonly Label[]
}

/** Every metric of Sluice. Labels come from closed sets; label sets are kept for ever, so keep them few. */
export const names = {
  requests: {
    name: 'sluice_requests_total',
    help: 'Requests that have ended.',
    labelNames: ['protocol', 'model', 'target', 'status', 'reason'],
  },
  duration: {
    name: 'sluice_request_duration_seconds',
    help: 'From the arrival of a request to its end.',
    labelNames: ['protocol', 'target'],
  },
  firstToken: {
    name: 'sluice_time_to_first_token_seconds',
    help: 'From the arrival of a request to the first output of the model.',
    labelNames: ['protocol', 'target'],
  },
  overhead: {
    name: 'sluice_overhead_seconds',
    help: 'From the arrival of a request to its first call to a target: the part of the wait that is ours.',
    labelNames: ['protocol', 'target'],
  },
  tokens: {
    name: 'sluice_tokens_total',
    help: 'Tokens as vendors counted them; requests whose usage is unknown are left out.',
    labelNames: ['model', 'target', 'type'],
  },
  heartbeats: {
    name: 'sluice_heartbeats_total',
    help: 'Heartbeats written to waiting clients.',
    labelNames: ['protocol'],
  },
  earlyStops: {
    name: 'sluice_early_stops_total',
    help: 'Answers that a stop tag ended.',
    labelNames: ['protocol'],
  },
  retries: {
    name: 'sluice_retries_total',
    help: 'Attempts after the first, by what made them necessary.',
    labelNames: ['cause'],
  },
  retryWait: {
    name: 'sluice_retry_wait_seconds_total',
    help: 'Time that requests have waited between attempts.',
    labelNames: [],
  },
  activeStreams: {
    name: 'sluice_active_streams',
    help: 'Answers being relayed now.',
    labelNames: [],
  },
  limited: {
    name: 'sluice_limited_total',
    help: 'Requests refused, by the limit that refused them.',
    labelNames: ['limit'],
  },
  dropped: {
    name: 'sluice_dropped_fields_total',
    help: 'Request fields that the target’s protocol cannot carry.',
    labelNames: ['field'],
  },
  dependencyUp: {
    name: 'sluice_dependency_up',
    help: '1 while a dependency answers, else 0.',
    labelNames: ['name'],
  },
  buildInfo: {
    name: 'sluice_build_info',
    help: 'Always 1; says what runs.',
    labelNames: ['version', 'node'],
  },
} as const satisfies Record<string, MetricName>
