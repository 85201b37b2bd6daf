import type { EdgeCall } from '@sluice/edge'
import type { Registry, Target } from '@sluice/targets'
import { getModel, listModels } from './models.ts'
import { plain } from './plain.ts'
import { countTokens } from './token-count.ts'

type ModelQuestion = EdgeCall<'get-model'> | EdgeCall<'count-tokens'>

/** What a service does with the questions about models: its targets answer them. */
export function createModelHandlers(registry: Registry) {
  return {
    'list-models': (call: EdgeCall<'list-models'>) =>
      plain(call, async (signal) => ({ body: await listModels(registry.targets, call, signal) })),
    'get-model': (call: EdgeCall<'get-model'>) =>
      plain(call, async (signal) => ({
        body: await getModel(targetOf(registry, call), call.route.model, call, signal),
      })),
    'count-tokens': (call: EdgeCall<'count-tokens'>) =>
      plain(call, async (signal) => {
        const target = targetOf(registry, call)
        return countTokens(target, call.route.model, await call.readBody(), call, signal)
      }),
  }
}

function targetOf(registry: Registry, { route, record }: ModelQuestion): Target {
  record.asked(route.model)
  const [target] = registry.route(route.model)
  record.routed(target.name)
  return target
}
