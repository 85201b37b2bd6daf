import { GatewayError } from '@sluice/protocol'
import { byModel } from './by-model.ts'
import { isOneOf } from './model-name.ts'
import type { Target } from './target.ts'

/** A target and the models that go to it. */
export interface Entry {
  readonly target: Target
  /** Globs of model names. */
  readonly models: readonly string[]
  /** It also takes the routes that are handed on unread. */
  readonly forwards?: true
}

/** Every target of a service. Routing, forwarding, model lists and token counts all ask here. */
export interface Registry {
  readonly targets: readonly Target[]
  /** Takes what is handed on unread; undefined where a service hands nothing on. */
  readonly forwarding: Target | undefined
  /**
   * Where a model's calls can run, best first.
   * @throws GatewayError not-found, or not-configured when the target's credential is missing.
   */
  route(model: string): readonly [Target, ...Target[]]
}

/** The first entry whose globs fit a model has it. */
export function createRegistry(entries: readonly Entry[]): Registry {
  const entryOf = byModel((model) => entries.find(({ models }) => isOneOf(models, model)))
  return {
    targets: entries.map(({ target }) => target),
    forwarding: entries.find(({ forwards }) => forwards)?.target,
    route: (model) => {
      const entry = entryOf(model)
      if (entry === undefined)
        throw new GatewayError({ kind: 'not-found', message: `Nobody serves the model '${model}'.` })
      const { missing } = entry.target.credentials
      if (missing) throw missing
      return [entry.target]
    },
  }
}
