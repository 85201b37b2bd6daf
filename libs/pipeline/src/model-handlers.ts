import type { EdgeCall } from '@sluice/edge'
import type { RequestRecord } from '@sluice/record'
import type { Registry, Target } from '@sluice/targets'
import { getModel, listModels } from './models.ts'
import { plain } from './plain.ts'
import { countTokens } from './token-count.ts'

/** What a service does with the questions about models: its targets answer them. */
export function createModelHandlers(registry: Registry) {
  return {
    'list-models': (call: EdgeCall<'list-models'>) =>
      plain(call, async (signal) => ({
        body: await listModels(askedForList(registry, call.record), call, signal),
      })),
    'get-model': (call: EdgeCall<'get-model'>) =>
      plain(call, async (signal) => {
        const { model } = call.route
        return { body: await getModel(askedTarget(registry, model, call.record), model, call, signal) }
      }),
    'count-tokens': (call: EdgeCall<'count-tokens'>) =>
      plain(call, async (signal) => {
        const { model } = call.route
        const target = askedTarget(registry, model, call.record)
        return countTokens(target, model, await call.readBody(), call, signal)
      }),
  }
}

/** The target that knows about a model, with its name in the record. @throws GatewayError not-found, not-configured. */
export function askedTarget(registry: Registry, model: string, record: RequestRecord): Target {
  record.asked(model)
  const [target] = registry.route(model)
  record.routed(target.name)
  return target
}

/** The targets whose models are listed; the record has all their names in one. */
export function askedForList({ targets }: Registry, record: RequestRecord): readonly Target[] {
  record.routed(targets.map(({ name }) => name).join('+'))
  return targets
}
