/**
 * `npm run test:compose`: the product in containers, for real. Needs a Docker engine, `docker` on the PATH, and either
 * `docker compose` or another command for it in SLUICE_COMPOSE. Builds, brings everything up on a free port with the
 * simulator for its vendors, and takes it down again.
 */
import { checkChat, heartbeatSettings } from './chat-checks.ts'
import { checkEdge } from './edge-checks.ts'
import { checkGuard } from './guard-checks.ts'
import { checkMonitoring } from './monitoring-checks.ts'
import { checkRedis } from './redis-checks.ts'
import { checkReplicas } from './replica-checks.ts'
import { Report } from './report.ts'
import { docker, Stack } from './stack.ts'
import { checkTls } from './tls-checks.ts'

const report = new Report()
const stack = await Stack.create(heartbeatSettings)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stack.down().finally(() => process.exit(1)))
}

try {
  await stack.down()
  await report.check('the images are built', async () => {
    const { code, text } = await stack.compose(['build'])
    if (code !== 0) throw new Error(text)
    return sizes()
  })
  await stack.up()
  for (const check of [checkChat, checkEdge, checkMonitoring, checkReplicas, checkRedis, checkGuard, checkTls])
    await check(stack, report)
} catch (error) {
  report.failed++
  console.error(error)
  console.error(await stack.logs())
} finally {
  await stack.down()
}

console.log(`\n${report.passed} passed, ${report.failed} failed`)
process.exitCode = report.failed === 0 ? 0 : 1

async function sizes(): Promise<string> {
  const images = ['node:24-bookworm-slim', 'sluice-gateway:0.1.0', 'sluice-translator:0.1.0']
  const bytes = await Promise.all(
    images.map(async (image) => Number((await docker('image', 'inspect', '-f', '{{.Size}}', image)).text)),
  )
  return images.map((image, index) => `${image} ${Math.round((bytes[index] ?? 0) / 1e6)} MB`).join(', ')
}
