import assert from 'node:assert/strict'
import { equalBytes, fromHex, hex, utf8 } from '#bytes'
import { type Instant, isoInstant } from '#clock'
import {
  bitString,
  booleanValue,
  type DerReader,
  element,
  enumerated,
  explicit,
  flag,
  implicit,
  integer,
  listLimits,
  namedBits,
  objectIdentifier,
  octetString,
  readDer,
  sequence,
  setOf,
  tag,
  time,
} from '#der'
import { certain, sure } from '#fault'
import {
  type Certificate,
  type CertificateRequest,
  type DistributionPointName,
  type Extension,
  extensionsOf,
  extensionType,
  type IssuingDistributionPoint,
  isKnownExtension,
  type KnownExtensions,
  type Name,
  type RevocationList,
  type RevokedEntry,
  revocationReasons,
  type Signed,
} from '#x509'

/*
 * Writes what was read again, field by field, and compares it with the bytes it was read from: a parser that
 * lost, added or changed something gives itself away. Throws on the first difference.
 */

/** A field in the ways in which it may stand; or one that is read over, by its identifier octet. */
type Field =
  | { readonly name: string; readonly forms: readonly Uint8Array[] }
  | { readonly name: string; readonly readOver: number }

export function compareCertificate(certificate: Certificate): void {
  const { notBefore, notAfter, extensions } = certificate
  const validities = timeForms(notBefore).flatMap((from) =>
    timeForms(notAfter).map((to) => sequence(from, to)),
  )
  compareSigned(certificate, [
    { name: 'version', forms: [explicit(0, integer(2))] },
    { name: 'serial', forms: [serialInteger(certificate.serial)] },
    { name: 'algorithm', forms: [certificate.signatureAlgorithm] },
    { name: 'issuer', forms: [writtenName(certificate.issuer)] },
    { name: 'validity', forms: validities },
    { name: 'subject', forms: [writtenName(certificate.subject)] },
    { name: 'key', forms: [certificate.spki] },
    { name: 'issuerUniqueID', readOver: 0x81 },
    { name: 'subjectUniqueID', readOver: 0x82 },
    ...listed('extensions', extensions, (list) => explicit(3, writtenExtensions(list))),
  ])
  compareKnown(certificate, extensions)
}

export function compareRequest(request: CertificateRequest): void {
  const attributes = request.attributes.map(({ type, values }) =>
    sequence(objectIdentifier(type), setOf(...values)),
  )
  compareSigned(request, [
    { name: 'version', forms: [integer(0)] },
    { name: 'subject', forms: [writtenName(request.subject)] },
    { name: 'key', forms: [request.spki] },
    { name: 'attributes', forms: [implicit(0, setOf(...attributes))] },
  ])
  compareKnown(request, request.extensions)
}

export function compareList(list: RevocationList): void {
  const { entries, extensions, number, baseNumber: base } = list
  const head: readonly Field[] = [
    { name: 'version', forms: [integer(1)] },
    { name: 'algorithm', forms: [list.signatureAlgorithm] },
    { name: 'issuer', forms: [writtenName(list.issuer)] },
    { name: 'thisUpdate', forms: timeForms(list.thisUpdate) },
    { name: 'nextUpdate', forms: timeForms(list.nextUpdate) },
  ]
  compareSigned(list, head, (tbs) => {
    if (entries.length > 0) tbs.sequence((inside) => entries.forEach((entry) => compareEntry(inside, entry)))
    compareFields(
      tbs,
      listed('extensions', extensions, (all) => explicit(0, writtenExtensions(all))),
    )
  })
  const scope = list.issuingDistributionPoint
  compareOwn(extensions, extensionType.crlNumber, number === undefined ? undefined : integer(number))
  compareOwn(extensions, extensionType.deltaCrlIndicator, base === undefined ? undefined : integer(base))
  compareOwn(extensions, extensionType.issuingDistributionPoint, scope && writtenScope(scope))
  const [freshest] = extensionsOf(list.freshestCrl ? { freshestCrl: list.freshestCrl } : {})
  compareOwn(extensions, extensionType.freshestCrl, freshest?.value)
  compareIssuers(list)
}

/** Each entry is of the issuer it names, of the one before it, or of the list's (RFC 5280 §5.3.3). */
function compareIssuers({ issuer, entries }: RevocationList): void {
  let inForce = issuer.der
  for (const entry of entries) {
    const named = valueOf(entry.extensions, extensionType.certificateIssuer)
    if (named) {
      assert.ok(hex(named).includes(hex(explicit(4, entry.issuer.der))), 'the issuer an entry names')
      inForce = entry.issuer.der
    }
    assert.ok(equalBytes(entry.issuer.der, inForce), 'the issuer of an entry')
  }
}

/** IssuingDistributionPoint, RFC 5280 §5.2.5. */
function writtenScope(scope: IssuingDistributionPoint): Uint8Array {
  const { distributionPoint: point, onlySomeReasons: reasons } = scope
  const flagged = (number: number, value: boolean): readonly Uint8Array[] => {
    return value ? [implicit(number, booleanValue(true))] : []
  }
  return sequence(
    ...(point ? [writtenPoint(point)] : []),
    ...flagged(1, scope.onlyUser),
    ...flagged(2, scope.onlyAuthority),
    ...(reasons ? [implicit(3, namedBits(reasons))] : []),
    ...flagged(4, scope.indirect),
    ...flagged(5, scope.onlyAttribute),
  )
}

/** The name of a point stands in the extension of certificates as it does in that of lists. */
function writtenPoint(point: DistributionPointName): Uint8Array {
  const [extension] = extensionsOf({ crlDistributionPoints: [point] })
  const value = certain(extension, 'the extension').value
  const read = readDer(value, (reader) => reader.sequence((all) => all.sequence((one) => one.encoding())))
  return sure(read, 'an extension just written')
}

function compareOwn(extensions: readonly Extension[], oid: string, written: Uint8Array | undefined): void {
  const stands = valueOf(extensions, oid)
  assert.equal(stands && hex(stands), written && hex(written), `extension ${oid}`)
}

/** The DER of a name from its parts. */
export function writtenName(name: Name): Uint8Array {
  const rdns = name.rdns.map((rdn) => {
    return setOf(...rdn.map((attribute) => sequence(objectIdentifier(attribute.type), attribute.der)))
  })
  return sequence(...rdns)
}

/**
 * The extensions that hold more than is kept of them, with what is lost: the written one is another, but to
 * write what is read of that one gives it again.
 */
const keptInPart: ReadonlyMap<string, string> = new Map([
  [extensionType.authorityKeyIdentifier, "the issuer's name and serial number"],
  [extensionType.keyUsage, 'bits without a name'],
])

/** Every extension read as data, written again, is what it was. */
function compareKnown(known: KnownExtensions, extensions: readonly Extension[]): void {
  const written = new Map(extensionsOf(known).map(({ oid, value }) => [oid, value]))
  for (const { oid, value } of extensions) {
    const again = written.get(oid)
    written.delete(oid)
    if (!isKnownExtension(oid) || keptInPart.has(oid)) continue
    assert.ok(again, `extension ${oid} is not kept`)
    assert.equal(hex(again), hex(value), `extension ${oid}`)
  }
  assert.deepEqual([...written.keys()], [], 'extensions that were not there')
}

function compareSigned(
  signed: Signed & { readonly der: Uint8Array },
  fields: readonly Field[],
  rest: (tbs: DerReader) => void = () => undefined,
): void {
  const { der, tbs, signatureAlgorithm, signature } = signed
  assert.ok(equalBytes(sequence(tbs, signatureAlgorithm, bitString(signature)), der), 'the signed whole')
  const compared = readDer(
    tbs,
    (reader) =>
      reader.sequence((inside) => {
        compareFields(inside, fields)
        rest(inside)
      }),
    listLimits,
  )
  sure(compared, 'what has been read once')
}

function compareEntry(reader: DerReader, { serial, at, extensions, reason }: RevokedEntry): void {
  reader.sequence((inside) => {
    compareFields(inside, [
      { name: 'serial of an entry', forms: [serialInteger(serial)] },
      { name: 'time of an entry', forms: timeForms(at) },
      ...listed('extensions of an entry', extensions, writtenExtensions),
    ])
  })
  const code = valueOf(extensions, extensionType.reasonCode)
  assert.equal(code && hex(code), code && hex(enumerated(codeOf(reason))), 'reason')
}

function compareFields(reader: DerReader, fields: readonly Field[]): void {
  for (const field of fields) {
    if ('readOver' in field) {
      reader.optional(field.readOver, (at) => at.node())
      continue
    }
    const found = reader.encoding()
    const same = field.forms.some((form) => equalBytes(form, found))
    assert.ok(same, `${field.name}: read ${hex(found)} and wrote ${field.forms.map(hex).join(' or ')}`)
  }
}

/** The field of a list that is left out when it is empty. */
function listed<T>(
  name: string,
  list: readonly T[],
  write: (list: readonly T[]) => Uint8Array,
): readonly Field[] {
  return list.length === 0 ? [] : [{ name, forms: [write(list)] }]
}

function writtenExtensions(extensions: readonly Extension[]): Uint8Array {
  const all = extensions.map(({ oid, critical, value }) => {
    return sequence(objectIdentifier(oid), ...flag(critical), octetString(value))
  })
  return sequence(...all)
}

/** Both forms of a Time: either is read for any year it can say. */
function timeForms(instant: Instant): readonly Uint8Array[] {
  const text = `${isoInstant(instant).slice(0, 19).replace(/[-T:]/g, '')}Z`
  return [time(instant), element(tag.generalizedTime, utf8(text))]
}

function serialInteger(serial: string): Uint8Array {
  const octets = sure(fromHex(serial.replace(/^-/, '')), 'a serial number')
  // Two texts for one number would let a certificate slip past a list.
  assert.ok(!/^00./.test(serial), 'a serial number with a zero in front')
  const high = !serial.startsWith('-') && (octets[0] ?? 0) >= 0x80
  return element(tag.integer, Uint8Array.from(high ? [0] : []), octets)
}

function valueOf(extensions: readonly Extension[], oid: string): Uint8Array | undefined {
  return extensions.find((extension) => extension.oid === oid)?.value
}

/** CRLReason (RFC 5280 §5.3.1) has no 7, which is therefore what was read when there is no reason. */
function codeOf(reason: RevokedEntry['reason']): number {
  const index = reason === undefined ? 7 : revocationReasons.indexOf(reason)
  return index < 7 || reason === undefined ? index : index + 1
}
