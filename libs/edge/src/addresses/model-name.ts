import { GatewayError } from '@sluice/protocol'
import { isDotSegment } from './request-target.ts'

const MODEL_CHARS_MAX = 256
const modelName = /^[A-Za-z0-9._:@/+-]+$/

/**
 * The model as requests name it. `folder`: what the address puts before it.
 * @throws GatewayError not-found when it is not a model's name.
 */
export function modelOf(named: string, folder = ''): string {
  const model = folder + named
  const isName = model.length <= MODEL_CHARS_MAX && modelName.test(named)
  if (isName && !named.split('/').some((part) => part === '' || isDotSegment(part))) return model
  const message = `The model in the path is no model name: 1 to ${MODEL_CHARS_MAX} letters, digits and . _ : @ / + - are.`
  throw new GatewayError({ kind: 'not-found', message })
}
