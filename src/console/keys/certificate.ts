import { base64, hex } from '#bytes'
import { contextConstructed, contextPrimitive, type DerReader, isStringTag, readDer } from '#der'

/** What a page shows of a certificate; the unit alone says whether it counts. */
export interface CertificateFacts {
  /** Lower-case hexadecimal. */
  readonly serial: string
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly pem: string
  /** The common name, where there is one. */
  readonly name?: string
  /** The last part of its SPIFFE ID, where there is one. */
  readonly id?: string
}

/** RFC 4519 §2.3, RFC 5280 §4.2.1.6. */
const commonName = '2.5.4.3'
const subjectAltName = '2.5.29.17'

/** Reads what is shown of a certificate (RFC 5280 §4.1); `undefined` for what is none. */
export function certificateFacts(der: Uint8Array): CertificateFacts | undefined {
  const read = readDer(der, (reader) =>
    reader.sequence((certificate) => {
      const facts = certificate.sequence(readTbs)
      certificate.encoding()
      certificate.encoding()
      return facts
    }),
  )
  if (!read.ok) return undefined
  const lines = base64(der).match(/.{1,64}/g) ?? []
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  return { ...read.value, pem }
}

/** The certificates of PEM, in their order. */
export function certificatesIn(pem: string): readonly CertificateFacts[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)
  return Array.from(blocks, ([, body = '']) => {
    const octets = atob(body.replaceAll(/\s/g, ''))
    return certificateFacts(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)))
  }).filter((facts) => facts !== undefined)
}

/** Base64 DER of the leaf of PEM, as acts and requests of the unit take it. */
export function leafBase64(pem: string): string {
  const [leaf] = pem.split('-----END CERTIFICATE-----')
  return (leaf ?? '').replace('-----BEGIN CERTIFICATE-----', '').replaceAll(/\s/g, '')
}

function readTbs(reader: DerReader): Omit<CertificateFacts, 'pem'> {
  reader.optional(contextConstructed(0), (version) => version.encoding())
  // The sign's octet is none of the number's.
  const serial = hex(reader.integerBytes()).replace(/^00(?=.)/, '')
  reader.encoding()
  reader.encoding()
  reader.encoding()
  const name = reader.sequence((subject) => subject.list(readRdn)).find((text) => text !== undefined)
  const spki = reader.encoding()
  reader.optional(contextPrimitive(1), (unique) => unique.encoding())
  reader.optional(contextPrimitive(2), (unique) => unique.encoding())
  const id = reader.optional(contextConstructed(3), (outer) =>
    outer.explicit(3, (inner) => inner.sequence((list) => list.list(readExtension))),
  )
  const found = id?.find((text) => text !== undefined)
  return {
    serial,
    spki,
    ...(name === undefined ? {} : { name }),
    ...(found === undefined ? {} : { id: found }),
  }
}

/** The common name in a set of attributes. */
function readRdn(reader: DerReader): string | undefined {
  return reader.set((set) => {
    let found: string | undefined
    while (set.more) {
      set.sequence((attribute) => {
        const type = attribute.objectIdentifier()
        if (type === commonName && isStringTag(attribute.nextTag ?? 0)) found = attribute.string().text
        else attribute.encoding()
      })
    }
    return found
  })
}

/** The last part of the SPIFFE ID in an extension of names. */
function readExtension(reader: DerReader): string | undefined {
  return reader.sequence((extension) => {
    const type = extension.objectIdentifier()
    extension.flag()
    const value = extension.octetString()
    if (type !== subjectAltName) return undefined
    const text = new TextDecoder().decode(value)
    return /spiffe:\/\/[^/]+\/(?:person|device|service)\/([a-z0-9.-]+)/.exec(text)?.[1]
  })
}
