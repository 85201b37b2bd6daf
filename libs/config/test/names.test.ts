import { describe, expect, it } from '@jest/globals'
import { checkConfig, type Environment, problemLine, readConfig } from '../src/index.ts'
import { unknownArguments } from '../src/names.ts'

function problemsOf(env: Environment, dotenvNames: readonly string[] = []): readonly string[] {
  const checked = checkConfig({ env, dotenvNames: new Set(dotenvNames), readFile: () => '' })
  return 'problems' in checked ? checked.problems.map(problemLine) : []
}

const refusal = (wrong: string, right: string) => [`${wrong}: there is no such setting. Did you mean ${right}?`]

describe('a variable that is named nearly like a setting', () => {
  it.each([
    ['SLUICE_API_KEY', 'SLUICE_API_KEYS'],
    ['SLUICE_HEARTBEAT', 'SLUICE_HEARTBEAT_AFTER_MS'],
    ['SLUICE_IDLE_TIMEOUT', 'SLUICE_IDLE_TIMEOUT_MS'],
    ['SLUICE_LOG_LEVEL', 'LOG_LEVEL'],
    ['SLUICE_UPSTREAM_URL', 'UPSTREAM_URL'],
    ['sluice_rpm', 'SLUICE_RPM'],
    ['GEMINI_APIKEY', 'GEMINI_API_KEY'],
    ['GEMINI_KEY', 'GEMINI_API_KEY'],
    ['GEMINI_API_KEYS', 'GEMINI_API_KEY'],
    ['GEMINI_API_KYE', 'GEMINI_API_KEY'],
    ['GEMINI_API_KEYFILE', 'GEMINI_API_KEY_FILE'],
    ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'],
    ['UPSTREM_URL', 'UPSTREAM_URL'],
    ['UPSTREAM_BASE_URL', 'UPSTREAM_URL'],
    ['UPSTREAM_KEY', 'UPSTREAM_API_KEY'],
    ['TRANSLATER_URL', 'TRANSLATOR_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['MAXRETRIES', 'MAX_RETRIES'],
  ])('is refused wherever it is set: %s for %s', (wrong, right) => {
    expect(problemsOf({ [wrong]: 'sk-secret' })).toEqual(refusal(wrong, right))
    expect(problemsOf({ [wrong]: 'sk-secret' }, [wrong])).toEqual(refusal(wrong, right))
  })

  it.each([
    ['REDIS_URI', 'REDIS_URL'],
    ['LOG_LEVELS', 'LOG_LEVEL'],
    ['TIMOUT', 'TIMEOUT'],
    ['RETRY_DELAYS', 'RETRY_DELAY'],
    ['API_KEYS', 'SLUICE_API_KEYS'],
    ['RPM', 'SLUICE_RPM'],
    ['GATEWAY_PROT', 'GATEWAY_PORT'],
  ])('is refused in a .env, and else left to other programs: %s', (wrong, right) => {
    expect(problemsOf({ [wrong]: 'x' }, [wrong])).toEqual(refusal(wrong, right))
    expect(problemsOf({ [wrong]: 'x' })).toEqual([])
  })

  it.each([
    'PATH',
    'HOSTNAME',
    'POST',
    'NODE_ENV',
    'TZ',
    'GEMINI_MODEL',
    'GEMINI_SANDBOX',
    'GOOGLE_API_KEY',
    'GOOGLE_CLOUD_PROJECT',
    'OPENAI_API_KEY',
    'COMPOSE_PROJECT_NAME',
    'npm_config_loglevel',
    'constructor',
    'X'.repeat(100_000),
  ])('is not %.30s, even in a .env', (name) => {
    expect(problemsOf({ [name]: 'x' }, [name])).toEqual([])
  })

  it('is not one that is set to nothing', () => {
    expect(problemsOf({ GEMINI_KEY: ' ', SLUICE_TYPO: '' }, ['GEMINI_KEY'])).toEqual([])
  })

  it('is not what Kubernetes sets for services that are named like ours', () => {
    const links = {
      GATEWAY_PORT: 'tcp://10.0.0.1:3002',
      TRANSLATOR_PORT: 'tcp://10.0.0.2:3000',
      UPSTREAM_PORT: 'tcp://10.0.0.2:3000',
      SLUICE_PORT: 'tcp://10.0.0.1:3002',
      SLUICE_PORT_3002_TCP_ADDR: '10.0.0.1',
      SLUICE_SERVICE_HOST: '10.0.0.1',
      SLUICE_SERVICE_PORT_HTTP: '3002',
    }
    expect(readConfig(links)).toEqual(readConfig({}))
  })
})

describe('an argument of the command line', () => {
  const linesOf = (...given: string[]) => unknownArguments(given).map(problemLine)

  it.each([
    ['--port', 'PORT'],
    ['-p', 'PORT'],
    ['--host', 'HOST'],
    ['--config', 'SLUICE_CONFIG'],
    ['--upstream', 'UPSTREAM_URL'],
    ['--gemini-key', 'GEMINI_API_KEY'],
    ['--api-keys', 'SLUICE_API_KEYS'],
    ['--log-level', 'LOG_LEVEL'],
    ['--loglevel', 'LOG_LEVEL'],
    ['--debug', 'DEBUG'],
  ])('%s is refused, naming %s and not its value', (option, setting) => {
    for (const given of [[option, 'hunter2'], [`${option}=hunter2`]]) {
      const [line, ...others] = linesOf(...given)
      expect(line).toMatch(new RegExp(`^${option}: Sluice takes no options\\. .*: set ${setting}\\.$`))
      expect(line).not.toContain('hunter')
      expect(others).toEqual([])
    }
  })

  it('is refused without a setting to name too', () => {
    expect(linesOf('--help')).toEqual([expect.stringMatching(/^--help: Sluice takes no options\..*SLUICE_CONFIG\.$/)])
    expect(linesOf('8080')).toEqual([expect.stringContaining('An argument that is no option')])
    expect(linesOf()).toEqual([])
  })
})
