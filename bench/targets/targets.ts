import { nginxMissing, startNginx } from './nginx.ts'
import { portkeyHeaders, portkeyMissing, startPortkey } from './portkey.ts'
import { direct, peer } from './programs.ts'
import { redisMissing } from './redis.ts'
import { CLIENT_KEY, sluice, type Variant } from './sluice.ts'
import type { Target } from './target.ts'

const openai = { dialect: 'openai' } as const
const gemini = { dialect: 'gemini', modelPrefix: 'gemini-' } as const
const clientKey = () => ({ authorization: `Bearer ${CLIENT_KEY}` })
const toOpenai = { ...openai, headers: clientKey }
const toGemini = { ...openai, modelPrefix: 'gemini-', headers: clientKey }
const everything = 'client key, limits in memory (global and per key), metrics, a log line for each request'

const sluiceTarget = (variant: Variant = {}) => ({ variant, start: sluice(variant) })

/** All that can be measured. */
export const targets = {
  direct: { title: 'direct', manner: openai, start: direct },
  nginx: { title: 'nginx proxy_pass', manner: openai, missing: nginxMissing, start: startNginx },
  pipe: { title: 'node:http pipe', manner: openai, start: peer('node-pipe.ts') },
  'pipe-whole': { title: 'node:http pipe, one piece', manner: { ...openai, whole: true }, start: peer('node-pipe.ts') },
  'pipe-gemini': { title: 'node:http pipe, Gemini stream', manner: gemini, start: peer('node-pipe.ts') },
  express: { title: 'Express 5 + undici', manner: openai, start: peer('express-undici.ts') },
  hpm: { title: 'http-proxy-middleware on Express 5', manner: openai, start: peer('express-hpm.ts') },
  portkey: {
    title: 'Portkey, OpenAI to OpenAI',
    manner: { ...openai, headers: portkeyHeaders('openai') },
    missing: portkeyMissing,
    start: startPortkey,
  },
  'portkey-translated': {
    title: 'Portkey, OpenAI to Gemini',
    // It ends these streams without `[DONE]`.
    manner: { ...openai, modelPrefix: 'gemini-', end: '"finish_reason":"stop"', headers: portkeyHeaders('google') },
    missing: portkeyMissing,
    start: startPortkey,
  },
  sluice: { title: 'Sluice, OpenAI to OpenAI', on: everything, manner: toOpenai, ...sluiceTarget() },
  'sluice-translated': { title: 'Sluice, OpenAI to Gemini', on: everything, manner: toGemini, ...sluiceTarget() },
  'sluice-apart': {
    title: 'Sluice, OpenAI to Gemini, two services',
    on: everything,
    manner: toGemini,
    ...sluiceTarget({ services: 'apart' }),
  },
  'sluice-gemini': {
    title: 'Sluice, Gemini to Gemini',
    on: everything,
    manner: { ...gemini, headers: () => ({ 'x-goog-api-key': CLIENT_KEY }) },
    ...sluiceTarget(),
  },
  'sluice-fold': {
    title: 'Sluice, one piece folded from a stream',
    on: everything,
    manner: { ...toOpenai, whole: true },
    ...sluiceTarget(),
  },
  'sluice-stop': {
    title: 'Sluice, a stop tag that never matches',
    on: `${everything}, early stop`,
    manner: toOpenai,
    ...sluiceTarget({ env: { SLUICE_STOP_TAGS: '["</answer>"]' } }),
  },
  'sluice-redis': {
    title: 'Sluice, limits in Redis',
    on: everything.replace('in memory', 'in Redis'),
    manner: toOpenai,
    missing: redisMissing,
    ...sluiceTarget({ redis: true }),
  },
} as const satisfies Readonly<Record<string, Target>>

export type { Target } from './target.ts'
export type TargetName = keyof typeof targets
