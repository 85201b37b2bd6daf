import type { FaultCase } from '../catalogue.ts'

export const loadCases: readonly FaultCase[] = [
  {
    id: 'L01',
    stimulus: 'Thousands of idle answers.',
    promise: 'Little memory each, hardly any CPU.',
    kept: ['tests', 'bench'],
  },
  {
    id: 'L02',
    stimulus: 'Many answers with steady events.',
    promise: 'Every event, in order, on time.',
    kept: ['tests', 'bench'],
  },
  {
    id: 'L04',
    stimulus: 'Twice the load that SLUICE_STREAMS_MAX lets in.',
    promise: 'Refuses early with 503 and goes on with what it took; recovers at once.',
    kept: ['tests'],
  },
  { id: 'L05', stimulus: 'A prompt of 20 MB among small answers.', promise: 'They go on.', kept: ['tests'] },
  { id: 'L07', stimulus: 'A new connection for each request.', promise: 'No socket stays behind.', kept: ['soak'] },
  { id: 'L08', stimulus: 'Heartbeats on hundreds of waiting answers.', promise: 'Hardly any CPU.', kept: ['tests'] },
  {
    id: 'L10',
    stimulus: '/metrics is read every second under load.',
    promise: 'Small, and nobody waits for it.',
    kept: ['tests', 'soak'],
  },
  { id: 'L11', stimulus: 'Many answers with events of 100 KB.', promise: 'No long pause.', kept: ['tests'] },
  { id: 'L13', stimulus: 'TLS on both sides.', promise: 'The same answers.', kept: ['tests', 'compose'] },
]
