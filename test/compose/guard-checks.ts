import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { call } from './client.ts'
import type { Report } from './report.ts'
import type { Stack } from './stack.ts'

/** Who may call is settled before anything listens. */
export async function checkGuard(stack: Stack, report: Report): Promise<void> {
  report.section('Publishing')
  await stack.down()
  const everywhere = { SLUICE_PUBLISH: stack.publish('0.0.0.0') }

  await report.check('beyond this machine, without keys, nothing starts, and the reason is told once', async () => {
    const { code } = await stack.compose(['up', '-d'], everywhere)
    notEqual(code, 0)
    const told = (await stack.logs('setup')).match(/SLUICE_PUBLISH: .* no client keys are set\..*SLUICE_API_KEYS/g)
    equal(told?.length, 1)
    deepEqual([await stack.containers('nginx'), await stack.containers('gateway')], [[], []])
  })

  await report.check('with keys it starts, and only they open it', async () => {
    await stack.up({ ...everywhere, SLUICE_API_KEYS: 'sk-client' })
    const models = `${stack.url}/v1/models`
    equal((await call(models)).status, 401)
    equal((await call(models, { headers: { authorization: 'Bearer sk-client', host: 'sluice.example' } })).status, 200)
  })

  await report.check('the token of the services is not in the images and not the same twice', async () => {
    const read = () => stack.exec('gateway', 'node', '-p', 'fs.readFileSync("/run/sluice/token", "latin1")')
    const first = await read()
    match(first, /^[0-9a-f]{64}$/)
    await stack.down()
    await stack.up()
    const second = await read()
    match(second, /^[0-9a-f]{64}$/)
    notEqual(first, second)
  })

  await report.check('containers have a read-only root, no capabilities and no root user', async () => {
    const script = `const [user, caps] = [/Uid:\\s+(\\d+)/, /CapEff:\\s+(\\w+)/].map((line) => line.exec(fs.readFileSync('/proc/self/status', 'latin1'))[1]);
      let written; try { fs.writeFileSync('/app/x', ''); written = true } catch { written = false }
      console.log([user, Number('0x' + caps), written].join())`
    for (const service of ['gateway', 'translator'])
      equal(await stack.exec(service, 'node', '-e', script), '1000,0,false')
  })
}
