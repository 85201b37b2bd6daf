import { equal, ok } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from './report.ts'
import type { Stack } from './stack.ts'

/** A certificate beside the configuration turns the port into TLS. */
export async function checkTls(stack: Stack, report: Report): Promise<void> {
  report.section('TLS')
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'))
  try {
    const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')]
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=localhost',
      ...files,
    ])
    if (made.status !== 0) return report.skip('a certificate turns the port into TLS', 'openssl is not there')
    for (const name of ['.', 'tls.key', 'tls.crt']) chmodSync(join(folder, name), 0o755)
    writeFileSync(
      join(folder, 'tls.yml'),
      JSON.stringify({ services: { nginx: { volumes: [`${folder}:/etc/sluice/tls:ro`] } } }),
    )
    await report.check('a certificate turns the port into TLS, and plain HTTP is told so', async () => {
      stack.overlay = join(folder, 'tls.yml')
      await stack.up()
      const secure = stack.url.replace('http:', 'https:')
      equal(await statusOf(`${secure}/v1/models`), 200)
      const plain = await fetch(`${stack.url}/v1/models`)
      ok(plain.status === 400 && (await plain.text()).includes('invalid_request_error'), String(plain.status))
    })
  } finally {
    stack.overlay = undefined
    rmSync(folder, { recursive: true })
  }
}

function statusOf(url: string): Promise<number> {
  const agent = new Agent({ rejectUnauthorized: false })
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    }).once('error', reject)
  })
}
