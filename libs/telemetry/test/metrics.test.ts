import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { createMetrics, endReasons, type Metrics, type RequestSample } from '../src/index.ts'
import { createModelLabels, MODEL_LABELS_MAX } from '../src/labels.ts'
import { names } from '../src/names.ts'

const request: RequestSample = {
  protocol: 'openai-chat',
  model: 'gemini-2.5-pro',
  target: 'translator',
  status: 200,
  reason: 'complete',
  durationMs: 2_000,
  firstTokenMs: 300,
  overheadMs: 2,
  usage: { inputTokens: 10, outputTokens: 20, cachedInputTokens: 4, reasoningTokens: 0 },
}

/** The samples of one metric, `labels → value`, without the label of the service. */
async function samples(metrics: Metrics, name: string): Promise<Record<string, number>> {
  const lines = (await metrics.render()).split('\n').filter((line) => line.startsWith(`${name}{`))
  return Object.fromEntries(
    lines.map((line) => {
      const [, labels = '', value] = /^\w+\{(.*)\} (\S+)$/.exec(line) ?? []
      return [labels.replace(/(^|,)service="gateway"(,|$)/, ''), Number(value)]
    }),
  )
}

function useAll(metrics: Metrics): void {
  metrics.requestEnded(request)
  metrics.heartbeat('gemini')
  metrics.earlyStop('gemini')
  metrics.retry('rate-limited')
  metrics.retryWaited(1_500)
  metrics.streamStarted()
  metrics.limited('caller')
  metrics.dropped('messages[3].audio')
  metrics.dependencyUp('redis', false)
}

describe('createMetrics', () => {
  it('counts a request with its end, times and tokens', async () => {
    const metrics = createMetrics('gateway')
    metrics.requestEnded(request)
    metrics.requestEnded({ ...request, status: 499, reason: 'client_gone', firstTokenMs: undefined, usage: undefined })
    const about = 'protocol="openai-chat",model="gemini-2.5-pro",target="translator"'
    expect(await samples(metrics, 'sluice_requests_total')).toEqual({
      [`${about},status="200",reason="complete"`]: 1,
      [`${about},status="499",reason="client_gone"`]: 1,
    })
    const timed = 'protocol="openai-chat",target="translator"'
    expect(await samples(metrics, 'sluice_request_duration_seconds_sum')).toEqual({ [timed]: 4 })
    expect(await samples(metrics, 'sluice_time_to_first_token_seconds_count')).toEqual({ [timed]: 1 })
    expect(await samples(metrics, 'sluice_overhead_seconds_sum')).toEqual({ [timed]: 0.004 })
    const tokens = await samples(metrics, 'sluice_tokens_total')
    expect(Object.values(tokens)).toEqual([10, 20, 4, 0])
    expect(Object.keys(tokens).map((labels) => /type="(\w+)"/.exec(labels)?.[1])).toEqual([
      'input',
      'output',
      'cached',
      'reasoning',
    ])
  })

  it('counts tokens only where a vendor gave a number that can be one', async () => {
    const metrics = createMetrics('gateway')
    for (const bad of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      metrics.requestEnded({
        ...request,
        durationMs: bad,
        firstTokenMs: bad,
        overheadMs: bad,
        usage: { inputTokens: bad },
      })
      metrics.retryWaited(bad)
    }
    expect(await samples(metrics, 'sluice_tokens_total')).toEqual({})
    expect(await samples(metrics, 'sluice_request_duration_seconds_count')).toEqual({})
    expect(await samples(metrics, 'sluice_retry_wait_seconds_total')).toEqual({ '': 0 })
    expect(Object.values(await samples(metrics, 'sluice_requests_total'))).toEqual([3])
  })

  it.each([
    ['the longest wait for a first byte', 599, '600', '300'],
    ['the hour that an answer may take', 3_599, '3600', '1800'],
  ])('has buckets up to %s', async (_what, seconds, within, beyond) => {
    const metrics = createMetrics('gateway')
    metrics.requestEnded({ ...request, durationMs: seconds * 1000, firstTokenMs: seconds * 1000 })
    for (const name of ['sluice_request_duration_seconds', 'sluice_time_to_first_token_seconds']) {
      const buckets = await samples(metrics, `${name}_bucket`)
      const countOf = (le: string) => Object.entries(buckets).find(([labels]) => labels.includes(`le="${le}"`))?.[1]
      expect([countOf(within), countOf(beyond)]).toEqual([1, 0])
    }
  })

  it('keeps the registries of two services apart', async () => {
    const [gateway, translator] = [createMetrics('gateway'), createMetrics('translator')]
    gateway.streamStarted()
    gateway.streamStarted()
    gateway.streamEnded()
    expect(await gateway.render()).toContain('sluice_active_streams{service="gateway"} 1')
    expect(await translator.render()).toContain('sluice_active_streams{service="translator"} 0')
  })

  it('says what runs', async () => {
    const info = await samples(createMetrics('gateway'), 'sluice_build_info')
    expect(Object.keys(info)).toEqual([expect.stringMatching(/^version="\d+\.\d+\.\d+",node="v\d+\.\d+\.\d+"$/)])
    expect(Object.values(info)).toEqual([1])
  })

  it('shows every metric of the list and no other', async () => {
    const metrics = createMetrics('gateway')
    useAll(metrics)
    const shown = [...(await metrics.render()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
    expect(shown.toSorted()).toEqual(
      Object.values(names)
        .map(({ name }) => name)
        .toSorted(),
    )
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  })

  it('passes the lint of promtool', async () => {
    const metrics = createMetrics('gateway')
    useAll(metrics)
    for (const reason of endReasons) metrics.requestEnded({ ...request, reason })
    const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await metrics.render(),
      encoding: 'utf8',
    })
    if (error !== undefined) {
      console.warn('SKIPPED: promtool is not on PATH, so the metrics were not linted (Debian: apt install prometheus)')
      return
    }
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
  })
})

describe('labels', () => {
  it('lets a model name in only once a target has answered to it', async () => {
    const label = createModelLabels()
    expect(label('gpt-5', false)).toBe('other')
    expect(label('gpt-5', true)).toBe('gpt-5')
    expect(label('gpt-5', false)).toBe('gpt-5')
    const metrics = createMetrics('gateway')
    for (const reason of ['upstream_error', 'complete', 'upstream_error'] as const)
      metrics.requestEnded({ ...request, model: 'gpt-5', reason })
    const counted = Object.keys(await samples(metrics, 'sluice_requests_total'))
    expect(counted.map((labels) => /model="([^"]*)"/.exec(labels)?.[1])).toEqual(['other', 'gpt-5', 'gpt-5'])
  })

  it.each(['', 'x'.repeat(65), 'a b', 'a"b', 'a\nb', 'modèle'])('calls %j other', (model) => {
    expect(createModelLabels()(model, true)).toBe('other')
  })

  it('takes no more model names than its limit, and keeps those it has', () => {
    const label = createModelLabels()
    for (let index = 0; index < MODEL_LABELS_MAX; index++) expect(label(`model-${index}`, true)).toBe(`model-${index}`)
    expect(label('one-more', true)).toBe('other')
    expect(label('model-0', true)).toBe('model-0')
  })

  it('counts dropped fields, and those without a name as other', async () => {
    const metrics = createMetrics('gateway')
    metrics.dropped('messages[].audio')
    metrics.dropped(undefined)
    const fields = await samples(metrics, 'sluice_dropped_fields_total')
    expect(fields).toEqual({ 'field="messages[].audio"': 1, 'field="other"': 1 })
  })

  it('keeps the statuses of the house, and counts any other of a vendor by its hundred', async () => {
    const metrics = createMetrics('gateway')
    for (let status = 200; status < 600; status++) metrics.requestEnded({ ...request, status })
    const counted = Object.keys(await samples(metrics, 'sluice_requests_total'))
    const labels = counted.map((label) => /status="(\w+)"/.exec(label)?.[1])
    expect(labels).toHaveLength(20 + 4)
    expect(labels).toEqual(expect.arrayContaining(['200', '2xx', '3xx', '404', '4xx', '499', '503', '5xx', '508']))
  })
})
