import type { FaultCase } from '../catalogue.ts'

export const processCases: readonly FaultCase[] = [
  {
    id: 'P01',
    stimulus: 'SIGTERM while answers run.',
    promise: 'Not ready and no new connection at once; running answers end; exit code 0.',
    kept: ['tests'],
  },
  {
    id: 'P02',
    stimulus: 'The grace is over.',
    promise: 'What still runs is told so in its dialect; exit code 0.',
    kept: ['tests'],
  },
  {
    id: 'P04',
    stimulus: 'SIGKILL.',
    promise: 'The vendor sees closed connections; the next start is clean.',
    kept: ['tests'],
  },
  {
    id: 'P05',
    stimulus: 'One gateway after the other is restarted under load.',
    promise: 'No request is lost.',
    kept: ['compose'],
  },
  {
    id: 'P07',
    stimulus: 'A fault of ours within one answer.',
    promise: 'Ends that answer; others live.',
    kept: ['tests'],
  },
  {
    id: 'P08',
    stimulus: 'An error that nobody caught.',
    promise: 'Logged; running answers end; exit code 1.',
    kept: ['tests'],
  },
  {
    id: 'P10',
    stimulus: 'The event loop stands still for two seconds.',
    promise: 'No answer is given up for it.',
    kept: ['tests'],
  },
  {
    id: 'P11',
    stimulus: 'The event loop stands still for a minute.',
    promise: 'Health checks fail.',
    kept: { unexercised: 'it takes minutes to show that a process which stands still does not answer' },
  },
  {
    id: 'P13',
    stimulus: '2,000 open answers in a small container.',
    promise: 'At most 48 KB for each, so that 256 MB are enough.',
    kept: ['bench'],
  },
  {
    id: 'P14',
    stimulus: 'No file descriptor is left.',
    promise: 'Recovers when there are some again; no busy loop.',
    kept: ['tests'],
  },
  {
    id: 'P16',
    stimulus: 'A bad setting at a reload.',
    promise: '',
    kept: { unbuilt: 'reloading settings; a start with a bad one is refused' },
  },
  {
    id: 'P17',
    stimulus: 'Standard output is closed, full or slow.',
    promise: 'Requests go on.',
    kept: ['tests'],
  },
  {
    id: 'P19',
    stimulus: 'Containers start in any order.',
    promise: 'Each serves what it can without the others (R01, U01).',
    kept: { unexercised: 'docker compose itself starts them in order, by their health' },
  },
  { id: 'P20', stimulus: 'Upstream or Redis down.', promise: 'Alive and ready all the same.', kept: ['tests'] },
  {
    id: 'P22',
    stimulus: 'Mixed faults for hours.',
    promise: 'Memory and sockets stay flat; nothing unexpected.',
    kept: ['soak'],
  },
]
