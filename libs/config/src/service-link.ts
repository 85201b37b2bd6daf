/**
 * Whether Kubernetes (or an old container link) put a variable there, because a service of that cluster is called
 * `gateway`, `translator` or `sluice…`: GATEWAY_PORT=tcp://10.0.0.1:3002, SLUICE_SERVICE_HOST=10.0.0.1.
 */
export function isServiceLink(name: string, value: string): boolean {
  return addressName.test(name) || (name.endsWith('PORT') && /^(tcp|udp|sctp):\/\//.test(value))
}

const addressName = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/
