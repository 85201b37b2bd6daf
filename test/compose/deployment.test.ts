import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { settings } from '@sluice/config'
import { parse } from 'yaml'
import { names } from '../../libs/telemetry/src/names.ts'

const root = join(import.meta.dirname, '..', '..')

type Services = Readonly<Record<string, Readonly<Record<string, unknown>>>>
const servicesOf = (text: string): Services => parse(text, { merge: true }).services

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const compose = read('docker-compose.yml')
const alerts = read('deploy/prometheus/alerts.yml')
const dashboard = read('deploy/grafana/dashboards/sluice.json')

describe('docker-compose.yml', () => {
  it('hands on every setting but those that the images settle', () => {
    const settled = ['HOST', 'PORT', 'GATEWAY_PORT', 'TRANSLATOR_PORT']
    const handedOn = [...compose.matchAll(/^ +([A-Z][A-Z_]+):/gm)].map((match) => match[1]?.replace(/_FILE$/, ''))
    const missing = Object.keys(settings).filter((name) => !handedOn.includes(name) && !settled.includes(name))
    expect(missing).toEqual([])
  })

  it('pins every image, and publishes on this machine only', () => {
    const images = [...compose.matchAll(/^ +image: (\S+)$/gm)].map((match) => match[1] ?? '')
    expect(images.length).toBeGreaterThan(5)
    for (const image of images) expect(image).toMatch(/:v?\d+(\.\d+)+/)
    const ports = [...compose.matchAll(/^ +ports: \['(.+)'\]$/gm)].map((match) => match[1] ?? '')
    expect(ports).toContain(`\${SLUICE_PUBLISH:-${settings.SLUICE_PUBLISH?.default}}:8080`)
    for (const port of ports) expect(port.replace(/^\$\{SLUICE_PUBLISH:-/, '')).toMatch(/^127\.0\.0\.1:/)
  })

  it('bounds the memory and the processes of every container, with room for the default load', () => {
    const services = servicesOf(compose)
    for (const { mem_limit, pids_limit } of Object.values(services)) {
      expect(mem_limit).toMatch(/^\d+[mg]$/)
      expect(pids_limit).toBeGreaterThanOrEqual(256)
    }
    for (const name of ['gateway', 'translator']) expect(services[name]).toMatchObject({ mem_limit: '2g' })
  })

  it('can be pinned by digest, every image of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-pin-'))
    const digest = `sha256:${'0'.repeat(64)}`
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho ${digest}\n`, { mode: 0o755 })
    const env = { PATH: `${folder}:${process.env.PATH}` }
    const { stdout, status } = spawnSync(join(root, 'deploy/pin.sh'), { encoding: 'utf8', env })
    rmSync(folder, { recursive: true })
    expect(status).toBe(0)
    expect(Object.keys(servicesOf(stdout)).sort()).toEqual(Object.keys(servicesOf(compose)).sort())
    for (const service of Object.values(servicesOf(stdout)))
      expect(JSON.stringify(service)).toMatch(/:v?\d+[\w.-]*@sha256:0{64}"/)
  })

  it('gives the vendors’ keys to nobody but the service that uses them', () => {
    expect(compose.match(/ GEMINI_API_KEY:/g)).toHaveLength(1)
    expect(compose.match(/ UPSTREAM_API_KEY:/g)).toHaveLength(1)
  })

  it('stops later than the drain ends', () => {
    const [, drainMs] = /SLUICE_DRAIN_MS:-(\d+)/.exec(compose) ?? []
    const [, graceMinutes] = /stop_grace_period: (\d+)m/.exec(compose) ?? []
    const [, rollSeconds] = /docker stop -t (\d+)/.exec(read('deploy/roll.sh')) ?? []
    expect(Number(graceMinutes) * 60_000).toBeGreaterThan(Number(drainMs))
    expect(Number(rollSeconds) * 1000).toBe(Number(graceMinutes) * 60_000)
  })
})

describe('monitoring', () => {
  const known = Object.values(names).map(({ name }) => name as string)
  const isKnown = (name: string) => known.includes(name) || known.includes(name.replace(/_(bucket|sum|count)$/, ''))
  const metricsIn = (text: string) => text.match(/\bsluice_[a-z_]+/g) ?? []

  it.each([
    ['alerts', alerts],
    ['dashboard', dashboard],
  ])('%s ask for metrics that there are', (_what, text) => {
    expect(metricsIn(text).length).toBeGreaterThan(5)
    expect(metricsIn(text).filter((name) => !isKnown(name))).toEqual([])
  })

  it('has a panel for every metric', () => {
    const shown = new Set(metricsIn(dashboard).map((name) => name.replace(/_(bucket|sum|count)$/, '')))
    expect(known.filter((name) => !shown.has(name))).toEqual([])
  })

  it('has rules that promtool takes', () => {
    const { error, status, stdout, stderr } = spawnSync(
      'promtool',
      ['check', 'config', join(root, 'deploy/prometheus/prometheus.yml')],
      { encoding: 'utf8' },
    )
    if (error) {
      if (process.env.SLUICE_TEST === 'all') throw error
      return console.warn('SKIPPED: promtool is not on PATH, so the alert rules were not checked (Debian: prometheus)')
    }
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 })
  })
})
