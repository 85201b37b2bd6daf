import { setFlagsFromString } from 'node:v8'

/**
 * Settings of the JavaScript engine, before any code is hot. V8 allocates at once among the old what it believes to
 * live long, and comes to believe it of the objects of a request; dead ones then keep young ones alive until the next
 * full collection (16 connections, Node 24: each small collection moved 8 MB and took 20 to 40 ms; without, none and 2).
 */
export function tuneEngine(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
