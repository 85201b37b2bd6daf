import { GatewayError } from '@sluice/protocol'

/** What became of an attempt, as its credential is told. `abandoned`: it says nothing, as when the client left. */
export type Outcome = 'answered' | 'abandoned' | GatewayError

/** One credential, taken for one attempt. */
export interface Lease {
  /** Names the credential in one process; never the secret. */
  readonly id: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Called once, when the attempt has its first output or has failed. */
  report(outcome: Outcome): void
}

/** The credentials of one target. */
export interface Credentials {
  /** For messages: the setting that holds it; undefined where a hop needs none. */
  readonly setting?: string | undefined
  /** What is missing where there is none at all. */
  readonly missing: GatewayError | undefined
  /**
   * Takes a credential for one attempt. `spent`: ids that this call need not try again. Undefined when no other is left.
   * @throws GatewayError not-configured where there is none at all.
   */
  lease(spent: ReadonlySet<string>): Lease | undefined
}

/** One key, or none where a target needs none (`headers` is empty then). */
export function singleCredential(headers: Readonly<Record<string, string>>, setting?: string): Credentials {
  const lease: Lease = { id: 'single', headers, report() {} }
  return { setting, missing: undefined, lease: (spent) => (spent.has(lease.id) ? undefined : lease) }
}

/** `advice` says which setting to fill. */
export function noCredential(advice: string): Credentials {
  const missing = new GatewayError({ kind: 'not-configured', message: advice })
  return {
    missing,
    lease: () => {
      throw missing
    },
  }
}
