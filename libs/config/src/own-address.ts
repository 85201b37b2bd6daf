import { hostname, networkInterfaces } from 'node:os'
import type { Problem } from './problems.ts'
import type { Config } from './schema.ts'

/** By which names and addresses a machine knows itself. */
export interface Machine {
  readonly hostname: string
  readonly addresses: readonly string[]
}

export function thisMachine(): Machine {
  const interfaces = Object.values(networkInterfaces())
  return { hostname: hostname(), addresses: interfaces.flatMap((list = []) => list.map(({ address }) => address)) }
}

interface Outgoing {
  /** The variable that sets it. */
  readonly name: string
  readonly path: string
  readonly url: string | undefined
  /** Ports of the services that would call themselves through it. */
  readonly ports: readonly number[]
}

/**
 * Addresses of others that are our own: every call would come back, over and over. Gemini CLI's users export
 * GOOGLE_GEMINI_BASE_URL to point that client here, and the environment is read before a file.
 */
export function ownAddresses(config: Config, machine: Machine = thisMachine()): readonly Problem[] {
  return outgoingOf(config).flatMap(({ name, path, url, ports }) => {
    if (url === undefined || !isOwn(new URL(url), ports, config, machine)) return []
    return [
      {
        name,
        path,
        message: `${JSON.stringify(url)} is the address of this server: every call would come back to it.`,
      },
    ]
  })
}

function outgoingOf({ port, gateway, translator, upstream, gemini }: Config): readonly Outgoing[] {
  const alone = port === undefined ? [] : [port]
  return [
    {
      name: 'UPSTREAM_URL',
      path: 'upstream.url',
      url: upstream.isDefault ? undefined : upstream.url,
      ports: [gateway.port, ...alone],
    },
    {
      name: 'GOOGLE_GEMINI_BASE_URL',
      path: 'gemini.baseUrl',
      url: gemini.apiKey === undefined ? undefined : gemini.baseUrl,
      ports: [gateway.port, translator.port, ...alone],
    },
    { name: 'TRANSLATOR_URL', path: 'translator.url', url: translator.url, ports: [gateway.port] },
  ]
}

/** Port of nginx inside the network of docker-compose.yml. */
const NGINX_PORT = 8080

function isOwn(url: URL, ports: readonly number[], { host, publish, clients }: Config, machine: Machine): boolean {
  const name = url.hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (isHere(name, host, machine) && ports.includes(port)) return true
  // A network of containers: nginx in front, known there by its service's name and to the machine by its published port.
  if (!clients.localNetwork) return false
  const [publishedPort = 0] = /\d+$/.exec(publish)?.map(Number) ?? []
  return (
    (name === 'gateway' && ports.includes(port)) ||
    (name === 'nginx' && port === NGINX_PORT) ||
    (/^host\.(docker|containers)\.internal$/.test(name) && port === publishedPort)
  )
}

/** Whether a name leads to this machine, at an address on which it listens. */
function isHere(name: string, listensOn: string, { hostname: own, addresses }: Machine): boolean {
  const isEverywhere = listensOn === '0.0.0.0' || listensOn === '::'
  if (isLoopback(name)) return isEverywhere || isLoopback(listensOn)
  if (name === listensOn.toLowerCase()) return true
  return isEverywhere && (name === own.toLowerCase() || addresses.includes(name))
}

/** `new URL` has written every spelling of an IPv4 address in four decimal numbers. */
function isLoopback(name: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:7f[\da-f]{2}:[\da-f]{1,4})$/i.test(name)
}
