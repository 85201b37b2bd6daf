import { BlockList, isIPv4, isIPv6 } from 'node:net'

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i
/** Apps in a web view have origins such as `http://tauri.localhost`; browsers take that whole domain for this machine. */
const loopbackOrigin = /^https?:\/\/(?:(?:[a-z0-9-]{1,63}\.){0,8}localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

const privateAddresses = new BlockList()
// RFC 1918 and RFC 4193; link-local addresses are left out: those are whoever shares the wire.
privateAddresses.addSubnet('10.0.0.0', 8)
privateAddresses.addSubnet('172.16.0.0', 12)
privateAddresses.addSubnet('192.168.0.0', 16)
privateAddresses.addSubnet('fc00::', 7, 'ipv6')

/** Whether a socket's peer is in a private network. */
export function isPrivateAddress(address: string | undefined): boolean {
  const plain = plainAddress(address ?? '')
  if (isIPv4(plain)) return privateAddresses.check(plain)
  return isIPv6(plain) && privateAddresses.check(plain, 'ipv6')
}

/** Whether a Host header is a private address in figures, which no DNS rebinding brings about. */
export function isPrivateHost(host: string | undefined): boolean {
  return isPrivateAddress(/^\[?([\d.]+|[\da-f:]+(?=\]))\]?(?::\d{1,5})?$/i.exec(host ?? '')?.[1])
}

/** Whether a socket's peer is this machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  const plain = plainAddress(address ?? '')
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}

/** Whether a Host header names this machine: after DNS rebinding it names the attacker's domain. */
export function isLoopbackHost(host: string | undefined): boolean {
  return loopbackHost.test(host ?? '')
}

export function isLoopbackOrigin(origin: string): boolean {
  return loopbackOrigin.test(origin)
}

/** Who a peer is for counting: its IPv4 address, or the /64 that one IPv6 customer has as a whole. */
export function peerIdentity(address: string | undefined): string {
  const plain = plainAddress(address ?? '')
  if (isIPv4(plain)) return plain
  return isIPv6(plain) ? `${ipv6Groups(plain).slice(0, 4).join(':')}::/64` : 'unknown'
}

/** Without an IPv6 zone (`%eth0`) and without the prefix of an IPv4 peer on a dual-stack socket. */
function plainAddress(address: string): string {
  const unzoned = address.split('%', 1)[0] ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(unzoned)
  return mapped?.[1] ?? unzoned
}

/** The groups of a valid address with `::` written out, at least the first six. */
function ipv6Groups(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().split('::', 2)
  const before = head.split(':').filter((group) => group !== '')
  const after = (tail ?? '').split(':').filter((group) => group !== '')
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].map(canonicalGroup)
}

function canonicalGroup(group: string): string {
  return group.replace(/^0+(?=.)/, '')
}
