import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** A certificate and its key, as node:tls takes them. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

interface CertificateOptions {
  /** DNS name that it is for. */
  readonly name: string
  readonly notAfter?: Date
  /** Who signs; itself when absent. */
  readonly issuer?: Authority
}

/** Signs certificates. */
export interface Authority extends Identity {
  readonly name: string
  readonly privateKey: KeyObject
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
}

/** Object identifiers, encoded. */
const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
}

/** DER: one value with its tag and length. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const oid = (hex: string) => der(TAG.oid, Buffer.from(hex, 'hex'))
const nameOf = (name: string) =>
  der(TAG.sequence, der(TAG.set, der(TAG.sequence, oid(OID.commonName), der(TAG.utf8, Buffer.from(name)))))
const timeOf = (date: Date) => der(TAG.time, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`))
const algorithm = der(TAG.sequence, oid(OID.ecdsaWithSha256))
const start = new Date('2020-01-01T00:00:00Z')
const end = new Date('2120-01-01T00:00:00Z')
let serial = 0

/** Makes a certificate, good for a hundred years unless told otherwise; one without an issuer may sign others. */
export function createCertificate({ name, notAfter = end, issuer }: CertificateOptions): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const isAuthority = der(TAG.sequence, issuer === undefined ? der(TAG.boolean, Buffer.from([0xff])) : Buffer.alloc(0))
  const alternatives = der(TAG.sequence, der(0x82, Buffer.from(name)))
  const extensions = der(
    TAG.sequence,
    der(TAG.sequence, oid(OID.basicConstraints), der(TAG.octets, isAuthority)),
    der(TAG.sequence, oid(OID.subjectAltName), der(TAG.octets, alternatives)),
  )
  const body = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([++serial])),
    algorithm,
    nameOf(issuer?.name ?? name),
    der(TAG.sequence, timeOf(start), timeOf(notAfter)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = createSign('sha256')
    .update(body)
    .sign(issuer?.privateKey ?? privateKey)
  const whole = der(TAG.sequence, body, algorithm, der(TAG.bits, Buffer.from([0]), signature))
  const lines = whole
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')
  const cert = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  return { name, cert, privateKey, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
