import type { FaultCase } from '../catalogue.ts'

export const redisCases: readonly FaultCase[] = [
  {
    id: 'R01',
    stimulus: 'Not there at the start.',
    promise: 'Sluice starts and serves; each process counts for itself.',
    kept: ['tests'],
  },
  {
    id: 'R02',
    stimulus: 'Killed under load.',
    promise: 'No request fails or waits longer than 100 ms; one log line.',
    kept: ['tests', 'compose'],
  },
  { id: 'R04', stimulus: 'Needs 200 ms for each answer.', promise: 'Counts as down.', kept: ['tests'] },
  { id: 'R05', stimulus: 'Comes back.', promise: 'In use again within a second.', kept: ['tests', 'compose'] },
  {
    id: 'R07',
    stimulus: 'Fails over: the old one turns read-only.',
    promise: 'Counts as down until the address has a writable one.',
    kept: ['tests'],
  },
  {
    id: 'R08',
    stimulus: 'A cluster.',
    promise: '',
    kept: { unbuilt: 'Redis Cluster; all keys share one slot already' },
  },
  {
    id: 'R10',
    stimulus: 'Evicts our keys.',
    promise: 'Those limits start anew: looser for a minute at the most.',
    kept: ['tests'],
  },
  { id: 'R11', stimulus: 'Someone else wrote to our keys.', promise: 'Reset and logged.', kept: ['tests'] },
  {
    id: 'R13',
    stimulus: 'Gateways whose clocks differ.',
    promise: 'No difference: only the clock of Redis counts.',
    kept: ['tests'],
  },
  {
    id: 'R14',
    stimulus: 'A clock is set back.',
    promise: 'No wait is longer than usual, none negative.',
    kept: ['tests'],
  },
  { id: 'R16', stimulus: 'Keys of any text and length.', promise: 'Hashed.', kept: ['tests'] },
  { id: 'R17', stimulus: 'Very many callers.', promise: 'Every key expires within a minute.', kept: ['tests'] },
  {
    id: 'R19',
    stimulus: 'A gateway dies while it holds places of a shared limit on parallel answers.',
    promise: '',
    kept: { unbuilt: 'a shared limit on parallel answers; SLUICE_STREAMS_MAX is each process’s own' },
  },
  {
    id: 'R20',
    stimulus: 'An update of settings in Redis is lost.',
    promise: '',
    kept: { unbuilt: 'settings in Redis' },
  },
]
