import { base64url, sha256 } from '#bytes'
import type { Instant } from '#clock'
import { checkingReader, contextConstructed, contextPrimitive, type DerReader, readDer, tag } from '#der'
import { accept, type Result, refuse, sure } from '#fault'
import type { Certificate, CertificateFault } from './certificate.ts'
import { type Extension, type ExtensionFault, readExtensions } from './extension.ts'
import {
  checkExtensions,
  type KnownExtensions,
  knownExtensionNames,
  knownExtensions,
} from './known-extensions.ts'
import { type Name, readName } from './name.ts'
import { serialBytesMax, serialText } from './serial.ts'

/*
 * Reading a certificate is one pass over its bytes that checks everything and makes nothing but a few
 * numbers: of most certificates that are read only some fields are looked at. A field is made when it is
 * first asked for, and can no longer be refused then.
 */

/** Where the parts of a certificate are: octets from its start. Most end where the next one begins. */
interface Places {
  tbs: number
  /** Of the content of the INTEGER, which ends where the algorithm begins. */
  serial: number
  algorithm: number
  issuer: number
  validity: number
  notBefore: Instant
  notAfter: Instant
  subject: number
  spki: number
  spkiEnd: number
  /** Of `Extensions` without the tag around them; 0 when there are none. */
  extensions: number
  tbsEnd: number
  signatureElement: number
  /** Of the octets after the count of unused bits; up to the end of the certificate. */
  signature: number
}

/** The version field's value for version 3. */
export const version3 = 2

const versionTag = contextConstructed(0)
const issuerIdentifierTag = contextPrimitive(1)
const subjectIdentifierTag = contextPrimitive(2)
const extensionsTag = contextConstructed(3)

/** Reads one certificate (RFC 5280 §4.1); never throws. */
export function readCertificate(der: Uint8Array): Result<Certificate, CertificateFault> {
  const reader = checkingReader(der)
  const places = noPlaces()
  const outer = reader.enter()
  places.tbs = reader.position
  const inner = reader.enter()
  const version = reader.nextTag === versionTag ? reader.sequence(readVersion, versionTag) : 0
  const extensionFault = version === version3 ? findParts(reader, der, places) : passOver(reader)
  reader.leave(inner)
  places.tbsEnd = reader.position
  reader.encoding(tag.sequence)
  places.signatureElement = reader.position
  reader.wholeBitString()
  places.signature = reader.contentStart + 1
  reader.leave(outer)
  reader.finish()
  if (reader.fault) return refuse({ kind: 'not-der', fault: reader.fault })
  if (version !== version3) return refuse({ kind: 'version-unsupported', version: version + 1 })
  const fault = contentFault(der, places) ?? extensionFault
  if (fault) return refuse(fault)
  // The members of `KnownExtensions` are defined below the class, from the table of extensions.
  return accept(new ReadCertificate(der, places) as OwnFields as Certificate)
}

function noPlaces(): Places {
  return {
    tbs: 0,
    serial: 0,
    algorithm: 0,
    issuer: 0,
    validity: 0,
    notBefore: 0,
    notAfter: 0,
    subject: 0,
    spki: 0,
    spkiEnd: 0,
    extensions: 0,
    tbsEnd: 0,
    signatureElement: 0,
    signature: 0,
  }
}

function readVersion(reader: DerReader): number {
  return reader.count(255)
}

/** Of another version than 3 only that is told. */
function passOver(reader: DerReader): undefined {
  while (reader.more) reader.encoding()
}

/** Takes what comes after the version in a TBSCertificate, and tells what is wrong with its extensions. */
function findParts(reader: DerReader, der: Uint8Array, places: Places): ExtensionFault | undefined {
  reader.integerBytes()
  places.serial = reader.contentStart
  places.algorithm = reader.position
  reader.encoding(tag.sequence)
  places.issuer = reader.position
  readName(reader)
  places.validity = reader.position
  const validity = reader.enter()
  places.notBefore = reader.time()
  places.notAfter = reader.time()
  reader.leave(validity)
  places.subject = reader.position
  readName(reader)
  places.spki = reader.position
  reader.encoding(tag.sequence)
  places.spkiEnd = reader.position
  // RFC 5280 §4.1.2.8: unique identifiers are not to be written any more, and mean nothing here.
  if (reader.nextTag === issuerIdentifierTag) reader.bitString(issuerIdentifierTag)
  if (reader.nextTag === subjectIdentifierTag) reader.bitString(subjectIdentifierTag)
  if (reader.nextTag !== extensionsTag) return undefined
  const around = reader.enter(extensionsTag)
  places.extensions = reader.position
  const fault = checkExtensions(reader, der)
  reader.leave(around)
  return fault
}

function contentFault(der: Uint8Array, places: Places): CertificateFault | undefined {
  const { serial, algorithm, issuer, validity, notBefore, notAfter, tbsEnd, signatureElement } = places
  const bytes = algorithm - serial
  if ((der[serial] ?? 0) >= 0x80 || (bytes === 1 && der[serial] === 0)) return { kind: 'serial-not-positive' }
  if (bytes > serialBytesMax) return { kind: 'serial-too-long', bytes, bytesMax: serialBytesMax }
  if (!sameBytes(der, algorithm, issuer, tbsEnd, signatureElement)) return { kind: 'algorithm-mismatch' }
  // The header of an empty sequence is all of it.
  if (validity - issuer === 2) return { kind: 'issuer-empty' }
  if (notAfter < notBefore) return { kind: 'validity-reversed', notBefore, notAfter }
  return undefined
}

function sameBytes(
  der: Uint8Array,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart) return false
  for (let at = 0; at < end - start; at += 1) if (der[start + at] !== der[otherStart + at]) return false
  return true
}

/** The part of a certificate that is not its known extensions. */
type OwnFields = Omit<Certificate, keyof KnownExtensions>

class ReadCertificate implements OwnFields {
  readonly der: Uint8Array
  readonly #places: Places
  #fingerprint: string | undefined
  #issuer: Name | undefined
  #subject: Name | undefined
  #extensions: readonly Extension[] | undefined
  #known: KnownExtensions | undefined

  constructor(der: Uint8Array, places: Places) {
    this.der = der
    this.#places = places
  }

  get fingerprint(): string {
    this.#fingerprint ??= base64url(sha256(this.der))
    return this.#fingerprint
  }

  get tbs(): Uint8Array {
    return this.der.subarray(this.#places.tbs, this.#places.tbsEnd)
  }

  get serial(): string {
    return serialText(this.der.subarray(this.#places.serial, this.#places.algorithm))
  }

  get issuer(): Name {
    this.#issuer ??= this.#made(this.#places.issuer, this.#places.validity, readName)
    return this.#issuer
  }

  get subject(): Name {
    this.#subject ??= this.#made(this.#places.subject, this.#places.spki, readName)
    return this.#subject
  }

  get notBefore(): Instant {
    return this.#places.notBefore
  }

  get notAfter(): Instant {
    return this.#places.notAfter
  }

  get spki(): Uint8Array {
    return this.der.subarray(this.#places.spki, this.#places.spkiEnd)
  }

  get signatureAlgorithm(): Uint8Array {
    return this.der.subarray(this.#places.tbsEnd, this.#places.signatureElement)
  }

  get signature(): Uint8Array {
    return this.der.subarray(this.#places.signature)
  }

  get extensions(): readonly Extension[] {
    const { extensions, tbsEnd } = this.#places
    this.#extensions ??= extensions === 0 ? [] : this.#made(extensions, tbsEnd, readExtensions)
    return this.#extensions
  }

  get known(): KnownExtensions {
    this.#known ??= sure(knownExtensions(this.extensions), 'extensions already checked')
    return this.#known
  }

  /** What `read` makes of a part that the first pass has checked. */
  #made<T>(start: number, end: number, read: (reader: DerReader) => T): T {
    return sure(readDer(this.der.subarray(start, end), read), 'a part already checked')
  }
}

// The known extensions are read together, when the first of them is asked for.
for (const name of knownExtensionNames) {
  Object.defineProperty(ReadCertificate.prototype, name, {
    get(this: ReadCertificate): unknown {
      return this.known[name]
    },
  })
}
