import type { FaultCase } from '../catalogue.ts'

const noFetching = { unbuilt: 'fetching images: their addresses go to the vendor' } as const

export const securityCases: readonly FaultCase[] = [
  {
    id: 'S01',
    stimulus: 'Keys, prompts and answers that are known.',
    promise: 'None in logs or metrics, whatever happens.',
    kept: ['tests', 'compose', 'soak'],
  },
  {
    id: 'S02',
    stimulus: 'The vendor’s error quotes our key.',
    promise: 'Blotted out in answer and log.',
    kept: ['tests'],
  },
  { id: 'S04', stimulus: 'An error object that holds headers.', promise: 'They are not logged.', kept: ['tests'] },
  { id: 'S05', stimulus: 'Guessing a key by the time of its refusal.', promise: 'Tells nothing.', kept: ['tests'] },
  { id: 'S07', stimulus: 'Malformed keys.', promise: 'Reach no query, no script and no log.', kept: ['tests'] },
  { id: 'S08', stimulus: 'Guessing keys by the thousand.', promise: '', kept: { unbuilt: 'throttling by address' } },
  { id: 'S10', stimulus: 'An image address that redirects inwards.', promise: '', kept: noFetching },
  { id: 'S11', stimulus: 'An image’s name that changes its address.', promise: '', kept: noFetching },
  { id: 'S13', stimulus: 'Images without end.', promise: '', kept: noFetching },
  { id: 'S14', stimulus: 'A client that names another upstream.', promise: 'Has no effect.', kept: ['tests'] },
  {
    id: 'S16',
    stimulus: 'Text made to slow the search for stop tags.',
    promise: 'Time grows with the text only.',
    kept: ['tests'],
  },
  {
    id: 'S17',
    stimulus: '/metrics from outside.',
    promise: 'Only with a key; not at all through nginx.',
    kept: ['tests', 'compose'],
  },
  { id: 'S19', stimulus: 'A default password.', promise: '', kept: { unbuilt: 'an admin page' } },
  {
    id: 'S20',
    stimulus: 'Foreign web pages.',
    promise: 'Only those that may call; never with credentials.',
    kept: ['tests'],
  },
  {
    id: 'S22',
    stimulus: 'Line ends and control characters for the log.',
    promise: 'One line of JSON an entry.',
    kept: ['tests'],
  },
  { id: 'S23', stimulus: 'An odd or long request id.', promise: 'Replaced.', kept: ['tests'] },
  { id: 'S25', stimulus: 'Headers that name servers or set cookies.', promise: 'Not passed on.', kept: ['tests'] },
  { id: 'S26', stimulus: 'Line ends in the vendor’s headers.', promise: 'Never split an answer.', kept: ['tests'] },
  {
    id: 'S28',
    stimulus: 'Many tenants at once, leaving at random.',
    promise: 'Nobody ever sees another’s text.',
    kept: ['tests', 'soak'],
  },
  { id: 'S29', stimulus: 'Prompts.', promise: 'In no address, no metric and no log.', kept: ['tests'] },
  {
    id: 'S31',
    stimulus: 'A package that was changed.',
    promise: 'Refused: everything is locked with its hash.',
    kept: ['tests'],
  },
  {
    id: 'S32',
    stimulus: 'A package that is days old.',
    promise: 'Looked at before it is taken.',
    kept: { unexercised: 'a rule for people, not for code' },
  },
  {
    id: 'S34',
    stimulus: 'Connections to anywhere else.',
    promise: 'Only to the upstreams and Redis.',
    kept: { unexercised: 'needs a firewall around the process' },
  },
  {
    id: 'S35',
    stimulus: 'Secrets.',
    promise: 'From the environment or files, never from arguments.',
    kept: ['tests', 'compose'],
  },
  {
    id: 'S37',
    stimulus: 'Random input to every parser.',
    promise: 'Never an exception; what goes out is valid.',
    kept: ['tests'],
  },
  { id: 'S38', stimulus: 'The same answer streamed and whole.', promise: 'Say the same.', kept: ['tests'] },
  {
    id: 'S40',
    stimulus: 'Odd TLS and HTTP at nginx.',
    promise: 'TLS 1.2 or newer, no version told, no smuggling.',
    kept: ['tests', 'compose'],
  },
  { id: 'S41', stimulus: 'Floods of HTTP/2.', promise: '', kept: { unbuilt: 'HTTP/2' } },
]
